package dev.perigee.election.transport;

import java.time.Duration;

import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;

class WebTransportTests extends TransportContract {

	WebTransportTests() {
		super(Transport.WEBTRANSPORT);
	}

	@Override
	CandidateDialer dialer(LoopResources loops, Trust trust, Duration connectTimeout) {
		return new WebTransportDialer(loops, trust, connectTimeout, System::nanoTime, this.drops::increment);
	}

	@Test
	void largeUnreliableMessageExpiresWhenTheGatewayDoesNotRead() {
		CandidateConnection connection = dialAndJoin();
		this.gateway.deaf = true;
		// with the lengths in front of it a frame of this size is more than the window of
		// a stream
		publish(connection, DeliveryClass.UNRELIABLE, 1, "x".repeat(Limits.MAX_FRAME_BYTES - 14));
		await(() -> this.drops.sum() == 1);
	}

}
