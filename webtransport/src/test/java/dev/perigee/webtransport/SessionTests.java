package dev.perigee.webtransport;

import java.util.concurrent.atomic.AtomicReference;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SessionTests {

	private final Loopback loopback = new Loopback();

	/** How the server's first session ended. */
	private final Sinks.One<SessionClose> serverSide = Sinks.one();

	@AfterEach
	void close() {
		this.loopback.close();
	}

	@Test
	void servesSeveralSessionsOnOneConnection() {
		WebTransportBinding server = this.loopback.serve(new EchoHandler());
		WebTransportConnection connection = this.loopback.connection(server);
		WebTransportSession first = connection.open("/first").block(Loopback.TIMEOUT);
		WebTransportSession second = connection.open("/second").block(Loopback.TIMEOUT);
		first.sendDatagram(Loopback.buffer("one"));
		second.sendDatagram(Loopback.buffer("two"));
		assertThat(second.datagrams().map(Loopback::text).blockFirst(Loopback.TIMEOUT)).isEqualTo("two");
		assertThat(first.datagrams().map(Loopback::text).blockFirst(Loopback.TIMEOUT)).isEqualTo("one");
		first.close(1, "").block(Loopback.TIMEOUT);
		WebTransportStream stream = second.openBidirectional().block(Loopback.TIMEOUT);
		Loopback.writeAll(stream, "still here").block(Loopback.TIMEOUT);
		assertThat(Loopback.readAll(stream).block(Loopback.TIMEOUT)).isEqualTo("still here");
		assertThat(server.connections()).isOne();
	}

	@Test
	void showsTheRequestToTheHandler() {
		AtomicReference<WebTransportRequest> seen = new AtomicReference<>();
		WebTransportBinding server = this.loopback.serve(session -> {
			seen.set(session.request());
			return session.closed().then();
		});
		WebTransportClient client = this.loopback.client().header("origin", "https://example.org");
		this.loopback.connect(client, server, "/a%20b/c?d=e&f");
		WebTransportRequest request = seen.get();
		assertThat(request.path()).isEqualTo("/a%20b/c");
		assertThat(request.query()).isEqualTo("d=e&f");
		assertThat(request.origin()).isEqualTo("https://example.org");
		assertThat(request.authority()).isEqualTo("127.0.0.1:" + server.address().getPort());
		assertThat(request.header("sec-webtransport-http3-draft02")).isEqualTo("1");
		assertThat(request.url()).isEqualTo(Loopback.uri(server, "/a%20b/c?d=e&f").toString());
		assertThat(request.remoteAddress()).isNotNull();
	}

	@Test
	void serverClosesWithCodeAndReason() {
		WebTransportSession session = this.loopback
			.connect(this.loopback.serve(accepted -> accepted.close(4242, "bye")));
		SessionClose close = session.closed().block(Loopback.TIMEOUT);
		assertThat(close).isEqualTo(new SessionClose(4242, "bye", SessionClose.Origin.PEER));
		assertThat(close.isClean()).isTrue();
	}

	@Test
	void clientClosesWithCodeAndReason() {
		WebTransportSession session = this.loopback.connect(this.loopback.serve(this::observe));
		session.close(-1, "größer").block(Loopback.TIMEOUT);
		assertThat(session.closed().block(Loopback.TIMEOUT))
			.isEqualTo(new SessionClose(0xffff_ffffL, "größer", SessionClose.Origin.LOCAL));
		assertThat(this.serverSide.asMono().block(Loopback.TIMEOUT))
			.isEqualTo(new SessionClose(0xffff_ffffL, "größer", SessionClose.Origin.PEER));
	}

	@Test
	void firstCloseWins() {
		WebTransportSession session = this.loopback.connect(this.loopback.serve(this::observe));
		session.close(1, "first");
		session.close(2, "second").block(Loopback.TIMEOUT);
		assertThat(this.serverSide.asMono().block(Loopback.TIMEOUT).reason()).isEqualTo("first");
	}

	@Test
	void refusesLongReason() {
		WebTransportSession session = this.loopback.connect(this.loopback.serve(this::observe));
		assertThatIllegalArgumentException().isThrownBy(() -> session.close(0, "x".repeat(1025)));
	}

	@Test
	void closesWhenTheHandlerCompletes() {
		WebTransportSession session = this.loopback.connect(this.loopback.serve(accepted -> Mono.empty()));
		assertThat(session.closed().block(Loopback.TIMEOUT).code()).isZero();
	}

	@Test
	void closesWithCodeOneWhenTheHandlerFails() {
		WebTransportBinding server = this.loopback.serve(accepted -> {
			throw new IllegalStateException("as the test wants it");
		});
		assertThat(this.loopback.connect(server).closed().block(Loopback.TIMEOUT).code()).isOne();
	}

	@Test
	void reportsLossOfTheConnectionToTheServer() {
		WebTransportBinding server = this.loopback.serve(this::observe);
		WebTransportConnection connection = this.loopback.connection(server);
		WebTransportSession session = connection.open("/").block(Loopback.TIMEOUT);
		connection.dispose();
		assertThat(this.serverSide.asMono().block(Loopback.TIMEOUT).origin()).isEqualTo(SessionClose.Origin.CONNECTION);
		assertThat(session.closed().block(Loopback.TIMEOUT).isClean()).isFalse();
	}

	@Test
	void reportsLossOfTheConnectionToTheClient() {
		WebTransportBinding server = this.loopback.serve(this::observe);
		WebTransportSession session = this.loopback.connect(server);
		server.dispose();
		assertThat(session.closed().block(Loopback.TIMEOUT).origin()).isEqualTo(SessionClose.Origin.CONNECTION);
		assertThat(session.incomingStreams().collectList().block(Loopback.TIMEOUT)).isEmpty();
	}

	@Test
	void reportsRefusalWithStatusAndUrl() {
		WebTransportBinding server = this.loopback.serve(new EchoHandler());
		assertThatExceptionOfType(SessionRefusedException.class)
			.isThrownBy(() -> this.loopback.connect(this.loopback.client(), server, "/denied"))
			.withMessageContaining(Loopback.uri(server, "/denied").toString())
			.satisfies(ex -> assertThat(ex.status()).isEqualTo(403));
		Loopback.await(() -> server.connections() == 0);
	}

	@Test
	void answersFailureToDecideWith500() {
		WebTransportBinding server = this.loopback.serve(new WebTransportHandler() {

			@Override
			public int accept(WebTransportRequest request) {
				throw new IllegalStateException("as the test wants it");
			}

			@Override
			public Publisher<Void> handle(WebTransportSession session) {
				return Mono.never();
			}

		});
		assertThatExceptionOfType(SessionRefusedException.class).isThrownBy(() -> this.loopback.connect(server))
			.satisfies(ex -> assertThat(ex.status()).isEqualTo(500));
	}

	@Test
	void limitsSessionsOfOneConnection() {
		WebTransportBinding server = this.loopback.serve(this::observe,
				options -> options.limits(WebTransportLimits.builder().maxSessions(1).build()));
		WebTransportConnection connection = this.loopback.connection(server);
		WebTransportSession first = connection.open("/").block(Loopback.TIMEOUT);
		assertThatExceptionOfType(SessionRefusedException.class)
			.isThrownBy(() -> connection.open("/").block(Loopback.TIMEOUT))
			.satisfies(ex -> assertThat(ex.status()).isEqualTo(429));
		first.close(0, "").block(Loopback.TIMEOUT);
		assertThat(connection.open("/").block(Loopback.TIMEOUT)).isNotNull();
	}

	@Test
	void asksBothSidesToDrain() {
		Sinks.Empty<Void> serverDrains = Sinks.empty();
		WebTransportSession session = this.loopback.connect(this.loopback.serve(accepted -> {
			accepted.drain();
			return accepted.draining()
				.doOnSuccess(nothing -> serverDrains.tryEmitEmpty())
				.then(accepted.closed())
				.then();
		}));
		session.draining().block(Loopback.TIMEOUT);
		session.drain();
		serverDrains.asMono().block(Loopback.TIMEOUT);
		session.close(3, "drained").block(Loopback.TIMEOUT);
	}

	@Test
	void deliversWhatOvertakesItsSession() {
		WebTransportBinding server = this.loopback.serve(new EchoHandler());
		ClientConnection connection = (ClientConnection) this.loopback.connection(server);
		connection.open("/").block(Loopback.TIMEOUT);
		QuicChannel channel = connection.channel();
		QuicStreamChannel early = (QuicStreamChannel) Mono
			.<Object>create(sink -> channel.createStream(QuicStreamType.UNIDIRECTIONAL, new OnDemandReading())
				.addListener(created -> sink.success(created.getNow())))
			.block(Loopback.TIMEOUT);
		long sessionId = 4;
		early.write(StreamSignal.encode(early.alloc(), early.type(), sessionId));
		early.write(Loopback.buffer("early"));
		// a write without a flush does not wake the event loop
		early.writeAndFlush(QuicStreamFrame.EMPTY_FIN).awaitUninterruptibly();
		channel.writeAndFlush(channel.alloc().directBuffer().writeByte(1).writeBytes("datagram".getBytes()))
			.awaitUninterruptibly();
		WebTransportSession session = connection.open("/").block(Loopback.TIMEOUT);
		assertThat(session.id()).isEqualTo(sessionId);
		WebTransportStream echo = session.incomingStreams().blockFirst(Loopback.TIMEOUT);
		assertThat(Loopback.readAll(echo).block(Loopback.TIMEOUT)).isEqualTo("early");
		assertThat(session.datagrams().map(Loopback::text).blockFirst(Loopback.TIMEOUT)).isEqualTo("datagram");
	}

	private Publisher<Void> observe(WebTransportSession session) {
		return session.closed().doOnNext(this.serverSide::tryEmitValue).then();
	}

}
