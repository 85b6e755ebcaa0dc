package dev.perigee.election.transport;

import java.time.Duration;

import dev.perigee.protocol.Transport;
import reactor.netty.resources.LoopResources;

class WebTransportTests extends TransportContract {

	WebTransportTests() {
		super(Transport.WEBTRANSPORT);
	}

	@Override
	CandidateDialer dialer(LoopResources loops, Trust trust, Duration connectTimeout) {
		return new WebTransportDialer(loops, trust, connectTimeout, System::nanoTime);
	}

}
