package dev.perigee.webtransport;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.ChannelBindException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

class ServerTests {

	private final Loopback loopback = new Loopback();

	@AfterEach
	void close() {
		this.loopback.close();
	}

	@Test
	void servesClientsThatProveTheirAddress() {
		WebTransportBinding server = this.loopback.serve(new EchoHandler(),
				options -> options.retryKey(new byte[32]).serverId(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }));
		assertEchoes(this.loopback.connect(server));
	}

	@Test
	void spreadsConnectionsOverItsLoops() {
		Queue<EventLoop> loops = new ConcurrentLinkedQueue<>();
		WebTransportBinding server = this.loopback.serve(session -> {
			loops.add(session.eventLoop());
			return new EchoHandler().handle(session);
		}, options -> options.loops(2).retryKey(new byte[32]));
		// the kernel chooses by the client's port: all on one side is as likely as 2^-39
		for (int i = 0; i < 40 && loops.stream().distinct().count() < 2; i++) {
			assertEchoes(this.loopback.connect(server));
		}
		assertThat(loops.stream().distinct()).hasSize(2);
	}

	@Test
	void keepsClientWhoseAddressChanges() throws Exception {
		WebTransportBinding server = this.loopback.serve(new EchoHandler(), options -> options.loops(2));
		List<UdpRelay> relays = new ArrayList<>();
		try {
			// the kernel chooses a socket by the client's port: with a few clients, some
			// are sent to the wrong one
			for (int i = 0; i < 6; i++) {
				UdpRelay relay = new UdpRelay(server.address());
				relays.add(relay);
				URI uri = URI.create("https://127.0.0.1:" + relay.port() + "/");
				WebTransportSession session = this.loopback.connect(this.loopback.client(), uri);
				Flux<String> echoes = session.datagrams().map(Loopback::text).publish().autoConnect();
				assertEchoes(session, echoes);
				relay.rebind();
				assertEchoes(session, echoes);
			}
		}
		finally {
			this.loopback.closeConnections();
			for (UdpRelay relay : relays) {
				relay.close();
			}
		}
	}

	@Test
	void answersPlainRequestWith404() {
		ClientConnection connection = (ClientConnection) this.loopback
			.connection(this.loopback.serve(new EchoHandler()));
		assertThat(get(connection).block(Loopback.TIMEOUT)).isEqualTo("404");
	}

	@Test
	void reportsAddressInUse() {
		WebTransportBinding server = this.loopback.serve(new EchoHandler());
		assertThatExceptionOfType(ChannelBindException.class).isThrownBy(
				() -> this.loopback.serve(new EchoHandler(), options -> options.port(server.address().getPort())));
	}

	@Test
	void needsCertificate() {
		assertThatNullPointerException().isThrownBy(() -> WebTransportServer.create().bindNow(Loopback.TIMEOUT))
			.withMessageContaining("secure");
	}

	@Test
	void disposesOfConnectionsSocketsAndLoops() {
		WebTransportBinding server = this.loopback.serve(new EchoHandler(), options -> options.loops(2));
		WebTransportSession session = this.loopback.connect(server);
		int port = server.address().getPort();
		server.disposeNow(Loopback.TIMEOUT);
		assertThat(server.isDisposed()).isTrue();
		assertThat(server.connections()).isZero();
		session.closed().block(Loopback.TIMEOUT);
		WebTransportBinding next = this.loopback.serve(new EchoHandler(), options -> options.port(port));
		assertEchoes(this.loopback.connect(next));
	}

	private static void assertEchoes(WebTransportSession session) {
		assertEchoes(session, session.datagrams().map(Loopback::text));
	}

	/**
	 * Sends until one comes back: datagrams may be lost on the way.
	 */
	private static void assertEchoes(WebTransportSession session, Flux<String> echoes) {
		Flux<Long> sending = Flux.interval(Duration.ZERO, Duration.ofMillis(20))
			.doOnNext(i -> session.sendDatagram(Loopback.buffer("hello")));
		assertThat(echoes.takeUntilOther(sending.then()).blockFirst(Loopback.TIMEOUT)).isEqualTo("hello");
	}

	private static Mono<String> get(ClientConnection connection) {
		Sinks.One<String> status = Sinks.one();
		Http3.newRequestStream(connection.channel(), new ChannelInboundHandlerAdapter() {

			@Override
			public void channelRead(ChannelHandlerContext ctx, Object message) {
				if (message instanceof Http3HeadersFrame frame) {
					status.tryEmitValue(frame.headers().status().toString());
				}
				ReferenceCountUtil.release(message);
			}

		})
			.addListener((Future<QuicStreamChannel> opened) -> opened.getNow()
				.writeAndFlush(new DefaultHttp3HeadersFrame(
						new DefaultHttp3Headers().method("GET").scheme("https").authority("localhost").path("/")))
				.addListener(written -> opened.getNow().shutdownOutput()));
		return status.asMono();
	}

}
