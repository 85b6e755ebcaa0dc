package dev.perigee.election.autoconfigure;

import dev.perigee.election.ConnectionState;
import dev.perigee.election.DeliveryCounts;
import dev.perigee.election.ElectionClient;
import dev.perigee.election.ElectionRecord;
import dev.perigee.election.Standings;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Actuator endpoint: why this region, and how things stand.
 */
@Endpoint(id = "election")
public final class ElectionEndpoint {

	private final ElectionClient client;

	ElectionEndpoint(ElectionClient client) {
		this.client = client;
	}

	/**
	 * Reports on the client.
	 * @return emits the report at once
	 */
	@ReadOperation
	public Mono<Report> election() {
		return this.client.standings()
			.next()
			.map((standings) -> new Report(this.client.state(), standings, this.client.delivery(),
					this.client.lastElection().orElse(null)));
	}

	/**
	 * The body of the endpoint.
	 *
	 * @param state what the client is doing
	 * @param standings how the candidates stand
	 * @param delivery what became of messages
	 * @param lastElection why the present region was elected, {@code null} before the end
	 * of the first election
	 */
	public record Report(ConnectionState state, Standings standings, DeliveryCounts delivery,
			@Nullable ElectionRecord lastElection) {
	}

}
