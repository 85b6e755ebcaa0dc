package dev.perigee.gateway.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.perigee.protocol.ControlFrames.GoAway;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client may rely on when a gateway is told to end, whatever the transport.
 */
public abstract class ShutdownContract extends GatewayFixture {

	@Override
	protected final String[] properties() {
		return new String[0];
	}

	@Test
	void aGatewayThatIsToldToEndAsksItsSessionsToMoveAndWaitsForThem() {
		TestClient ann = member("ann");
		CompletableFuture<Void> ended = CompletableFuture.runAsync(gateway()::close);
		assertThat(ann.receive(GoAway.class).deadlineMillis()).isEqualTo(5_000);
		ann.join("still-served");
		assertThat(ended).isNotDone();
		ann.close();
		assertThat(ended).succeedsWithin(Duration.ofSeconds(10));
	}

}
