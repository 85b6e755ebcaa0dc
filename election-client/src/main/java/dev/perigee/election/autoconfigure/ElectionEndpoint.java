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
			.map((standings) -> report(standings, this.client.lastElection().orElse(null)));
	}

	private Report report(Standings standings, @Nullable ElectionRecord record) {
		return new Report(this.client.state(), (record != null) ? record.summary() : null, standings,
				this.client.delivery(), record);
	}

	/**
	 * The body of the endpoint.
	 *
	 * @param state what the client is doing
	 * @param why the last election in words, {@code null} before its end
	 * @param standings how the candidates stand
	 * @param delivery what became of messages
	 * @param lastElection the last election in full, fit for a replay, {@code null}
	 * before its end
	 */
	public record Report(ConnectionState state, @Nullable String why, Standings standings, DeliveryCounts delivery,
			@Nullable ElectionRecord lastElection) {
	}

}
