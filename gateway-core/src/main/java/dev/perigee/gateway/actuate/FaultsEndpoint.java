package dev.perigee.gateway.actuate;

import java.util.List;

import dev.perigee.gateway.telemetry.Fault;
import dev.perigee.gateway.telemetry.UserTelemetry;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Actuator endpoint {@code faults}: what is bad by the votes of the users of this
 * gateway. Names no user and no address.
 */
@Endpoint(id = "faults")
public final class FaultsEndpoint {

	private final UserTelemetry telemetry;

	FaultsEndpoint(UserTelemetry telemetry) {
		this.telemetry = telemetry;
	}

	/**
	 * Lists the faults that stood at the last review.
	 * @return empty when users are content, or too few
	 */
	@ReadOperation
	public Faults faults() {
		return new Faults(this.telemetry.demand().users(),
				this.telemetry.faults()
					.entrySet()
					.stream()
					.map((entry) -> new Entry(entry.getKey().kind(), entry.getKey().subject(),
							entry.getValue().against(), entry.getValue().users()))
					.toList());
	}

	/**
	 * What the endpoint shows.
	 *
	 * @param users how many have reported
	 * @param faults what they say is bad
	 */
	public record Faults(int users, List<Entry> faults) {
	}

	/**
	 * One fault.
	 *
	 * @param kind what it is
	 * @param subject which
	 * @param against how many say so
	 * @param voters of how many that could tell
	 */
	public record Entry(Fault.Kind kind, String subject, int against, int voters) {
	}

}
