package dev.perigee.webtransport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

class SessionTests {

	private final Loopback loopback = new Loopback();

	@AfterEach
	void close() {
		this.loopback.close();
	}

	@Test
	void echoesDatagram() {
		WebTransportSession session = this.loopback.connect(this.loopback.serve(new EchoHandler()));
		Mono<String> echo = session.datagrams().map(Loopback::text).next();
		session.sendDatagram(Loopback.buffer("hello"));
		assertThat(echo.block(Loopback.TIMEOUT)).isEqualTo("hello");
	}

	@Test
	void echoesBidirectionalStream() {
		WebTransportSession session = this.loopback.connect(this.loopback.serve(new EchoHandler()));
		WebTransportStream stream = session.openBidirectional().block(Loopback.TIMEOUT);
		Loopback.writeAll(stream, "hello").block(Loopback.TIMEOUT);
		assertThat(Loopback.readAll(stream).block(Loopback.TIMEOUT)).isEqualTo("hello");
	}

	@Test
	void echoesUnidirectionalStream() {
		WebTransportSession session = this.loopback.connect(this.loopback.serve(new EchoHandler()));
		WebTransportStream stream = session.openUnidirectional().block(Loopback.TIMEOUT);
		Loopback.writeAll(stream, "hello").block(Loopback.TIMEOUT);
		WebTransportStream back = session.incomingStreams().next().block(Loopback.TIMEOUT);
		assertThat(Loopback.readAll(back).block(Loopback.TIMEOUT)).isEqualTo("hello");
	}

	@Test
	void closesWithCodeAndReason() {
		WebTransportSession session = this.loopback
			.connect(this.loopback.serve(accepted -> accepted.close(4242, "bye")));
		assertThat(session.closed().block(Loopback.TIMEOUT))
			.isEqualTo(new SessionClose(4242, "bye", SessionClose.Origin.PEER));
	}

}
