package dev.perigee.gateway.actuate;

import dev.perigee.gateway.telemetry.Demand;
import dev.perigee.gateway.telemetry.UserTelemetry;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Actuator endpoint {@code demand}: which regions the users of this gateway would be best
 * served by, and who is far from all of them. Names no user and no address.
 */
@Endpoint(id = "demand")
public final class DemandEndpoint {

	private final UserTelemetry telemetry;

	DemandEndpoint(UserTelemetry telemetry) {
		this.telemetry = telemetry;
	}

	/**
	 * Describes the demand at the last review.
	 * @return numbers
	 */
	@ReadOperation
	public Demand demand() {
		return this.telemetry.demand();
	}

}
