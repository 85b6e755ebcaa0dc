package dev.perigee.gateway.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames.GoAway;
import dev.perigee.protocol.EchoFlag;
import dev.perigee.protocol.Frame;
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
	void aGatewayThatIsToldToEndWaitsForItsSessionsAndThenClosesWhoOnlyProbes() {
		TestClient ann = member("ann");
		TestClient prober = client();
		prober.send(new Frame.Probe(1, 0));
		prober.receive(Frame.Echo.class);
		CompletableFuture<Void> ended = CompletableFuture.runAsync(gateway()::close);
		assertThat(ann.receive(GoAway.class).deadlineMillis()).isEqualTo(5_000);
		ann.join("still-served");
		assertThat(ended).isNotDone();
		prober.send(new Frame.Probe(2, 0));
		assertThat(prober.receive(Frame.Echo.class).flags()).contains(EchoFlag.DRAINING);
		ann.close();
		prober.assertRefused(CloseCode.DRAINING);
		prober.assertClosedWith(CloseCode.DRAINING);
		assertThat(ended).succeedsWithin(Duration.ofSeconds(10));
	}

}
