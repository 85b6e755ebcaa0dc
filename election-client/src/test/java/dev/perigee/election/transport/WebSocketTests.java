package dev.perigee.election.transport;

import java.time.Duration;

import dev.perigee.protocol.Transport;
import reactor.netty.resources.LoopResources;

class WebSocketTests extends TransportContract {

	WebSocketTests() {
		super(Transport.WEBSOCKET);
	}

	@Override
	CandidateDialer dialer(LoopResources loops, Trust trust, Duration connectTimeout) {
		return new WebSocketDialer(loops, trust, connectTimeout, System::nanoTime, this.drops::increment);
	}

}
