package dev.perigee.webtransport;

import java.io.IOException;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An unmodified browser against the server.
 */
class ChromiumIT {

	private static BrowserPage page;

	private final Loopback loopback = new Loopback();

	@BeforeAll
	static void launch() throws IOException {
		page = new BrowserPage();
	}

	@AfterAll
	static void quit() {
		page.close();
	}

	@AfterEach
	void close() {
		this.loopback.close();
	}

	@Test
	void echoesDatagramsUpToTheLargest() {
		Map<?, ?> sizes = (Map<?, ?>) run("datagrams", new EchoHandler());
		assertThat(sizes.get("small")).isEqualTo(100);
		assertThat((Integer) sizes.get("maximum")).isGreaterThan(1000);
		assertThat(sizes.get("large")).isEqualTo(sizes.get("maximum"));
	}

	@Test
	void echoesBidirectionalStream() {
		assertThat(run("bidirectional", new EchoHandler())).isEqualTo("hello");
	}

	@Test
	void echoesUnidirectionalStream() {
		assertThat(run("unidirectional", new EchoHandler())).isEqualTo("hello");
	}

	@Test
	void serverOpensBidirectionalStream() {
		Sinks.One<String> answer = Sinks.one();
		Object question = run("serverOpens",
				session -> session.openBidirectional()
					.flatMap(stream -> Loopback.writeAll(stream, "question").then(Loopback.readAll(stream)))
					.doOnNext(answer::tryEmitValue)
					.then());
		assertThat(question).isEqualTo("question");
		assertThat(answer.asMono().block(Loopback.TIMEOUT)).isEqualTo("answer");
	}

	@Test
	void keepsTwoHundredConcurrentStreamsApart() {
		assertThat(run("concurrentStreams", new EchoHandler())).isEqualTo(200);
	}

	@Test
	void echoesTenMegabytes() {
		assertThat(run("tenMegabytes", new EchoHandler())).isEqualTo(10 << 20);
	}

	@Test
	void browserGetsResetCode() {
		Object error = run("serverResets",
				session -> session.incomingStreams().doOnNext(stream -> stream.reset(7)).then());
		assertThat(error).isEqualTo("stream 7");
	}

	@Test
	void serverGetsAbortCode() {
		Sinks.One<Long> code = Sinks.one();
		run("clientAborts",
				session -> session.incomingStreams()
					.next()
					.flatMap(stream -> stream.send(Mono.fromCallable(() -> Loopback.buffer("seen")))
						.thenMany(stream.receive())
						.doOnNext(ByteBuf::release)
						.then())
					.onErrorResume(StreamResetException.class, ex -> {
						code.tryEmitValue(ex.code());
						return Mono.empty();
					}));
		assertThat(code.asMono().block(Loopback.TIMEOUT)).isEqualTo(9);
	}

	@Test
	void browserGetsCloseCodeAndReason() {
		Map<?, ?> info = (Map<?, ?>) run("serverCloses", session -> session.close(4242, "server bye"));
		assertThat(info.get("closeCode")).isEqualTo(4242);
		assertThat(info.get("reason")).isEqualTo("server bye");
	}

	@Test
	void serverGetsCloseCodeAndReason() {
		Sinks.One<SessionClose> close = Sinks.one();
		run("clientCloses", session -> session.closed().doOnNext(close::tryEmitValue).then());
		assertThat(close.asMono().block(Loopback.TIMEOUT))
			.isEqualTo(new SessionClose(99, "client bye", SessionClose.Origin.PEER));
	}

	@Test
	void browserCannotOpenDeniedPath() {
		WebTransportBinding server = this.loopback.serve(new EchoHandler());
		assertThat((String) page.run("denied", server, "/denied")).contains("Opening handshake failed");
	}

	@Test
	void browserNoticesDroppedConnection() {
		assertThat(run("dropped", session -> {
			session.openUnidirectional().subscribe(stream -> stream.channel().parent().close());
			return session.closed().then();
		})).isEqualTo("session");
	}

	private Object run(String name, WebTransportHandler handler) {
		return page.run(name, this.loopback.serve(handler), "/");
	}

}
