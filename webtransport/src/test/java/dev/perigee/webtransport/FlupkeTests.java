package dev.perigee.webtransport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;
import tech.kwik.core.log.NullLogger;
import tech.kwik.flupke.Http3Client;
import tech.kwik.flupke.Http3ClientBuilder;
import tech.kwik.flupke.webtransport.ClientSessionFactory;
import tech.kwik.flupke.webtransport.Session;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An independent client, with a QUIC of its own, against the server.
 */
class FlupkeTests {

	private final Loopback loopback = new Loopback();

	private UdpRelay relay;

	@AfterEach
	void close() throws IOException {
		this.loopback.close();
		if (this.relay != null) {
			this.relay.close();
		}
	}

	@Test
	void echoesBidirectionalStream() throws Exception {
		Session session = open(this.loopback.serve(new EchoHandler()));
		assertThat(exchange(session.createBidirectionalStream(), "hello")).isEqualTo("hello");
		session.close();
	}

	@Test
	void echoesUnidirectionalStream() throws Exception {
		CompletableFuture<String> echo = new CompletableFuture<>();
		Session session = open(this.loopback.serve(new EchoHandler()), stream -> echo.completeAsync(() -> read(stream)),
				stream -> {
				});
		write(session.createUnidirectionalStream(), "hello");
		assertThat(get(echo)).isEqualTo("hello");
		session.close();
	}

	@Test
	void serverOpensBidirectionalStream() throws Exception {
		Sinks.One<String> answer = Sinks.one();
		WebTransportBinding server = this.loopback.serve(session -> session.incomingStreams()
			.next()
			.flatMap(go -> session.openBidirectional())
			.flatMap(stream -> Loopback.writeAll(stream, "question").then(Loopback.readAll(stream)))
			.doOnNext(answer::tryEmitValue)
			.then(session.closed())
			.then());
		Session session = open(server);
		CompletableFuture<String> question = new CompletableFuture<>();
		session
			.setBidirectionalStreamReceiveHandler(stream -> question.completeAsync(() -> exchange(stream, "answer")));
		write(session.createUnidirectionalStream(), "go");
		assertThat(get(question)).isEqualTo("question");
		assertThat(answer.asMono().block(Loopback.TIMEOUT)).isEqualTo("answer");
		session.close();
	}

	@Test
	void getsCloseCodeAndReason() throws Exception {
		WebTransportBinding server = this.loopback.serve(session -> session.incomingStreams()
			.next()
			.flatMap(Loopback::readAll)
			.flatMap(go -> session.close(4242, "server bye")));
		Session session = open(server);
		CompletableFuture<String> closed = new CompletableFuture<>();
		session.registerSessionTerminatedEventListener((code, reason) -> closed.complete(code + " " + reason));
		write(session.createUnidirectionalStream(), "go");
		assertThat(get(closed)).isEqualTo("4242 server bye");
	}

	@Test
	void givesCloseCodeAndReason() throws Exception {
		Sinks.One<SessionClose> closed = Sinks.one();
		Session session = open(
				this.loopback.serve(accepted -> accepted.closed().doOnNext(closed::tryEmitValue).then()));
		session.close(55, "flupke bye");
		assertThat(closed.asMono().block(Loopback.TIMEOUT))
			.isEqualTo(new SessionClose(55, "flupke bye", SessionClose.Origin.PEER));
	}

	private Session open(WebTransportBinding server) throws Exception {
		return open(server, stream -> {
		}, stream -> {
		});
	}

	/**
	 * Opens a session through a relay that brings the server's first answer only when
	 * Kwik waits for it. Kwik 0.10.8 sends its client hello from one thread before
	 * another has noted that it did ({@code TlsClientEngineImpl.startHandshake} sets its
	 * status after sending). A server hello that comes in between, as about one in thirty
	 * does on loopback, is acknowledged and ignored, and the handshake stalls for good.
	 */
	private Session open(WebTransportBinding server,
			Consumer<tech.kwik.flupke.webtransport.WebTransportStream> unidirectional,
			Consumer<tech.kwik.flupke.webtransport.WebTransportStream> bidirectional) throws Exception {
		Thread opener = Thread.currentThread();
		this.relay = new UdpRelay(server.address(), () -> opener.getState() == Thread.State.TIMED_WAITING);
		URI uri = URI.create("https://localhost:" + this.relay.port() + "/");
		Session session = sessions(uri).createSession(uri, unidirectional, bidirectional);
		session.open();
		return session;
	}

	private static ClientSessionFactory sessions(URI uri) throws IOException {
		Http3ClientBuilder builder = Http3Client.newBuilder();
		Http3Client http = (Http3Client) builder.disableCertificateCheck()
			.logger(new NullLogger())
			.maxAdditionalOpenPeerInitiatedBidirectionalStreams(10)
			.maxAdditionalOpenPeerInitiatedUnidirectionalStreams(10)
			.connectTimeout(Loopback.TIMEOUT)
			.build();
		return ClientSessionFactory.newBuilder().serverUri(uri).httpClient(http).build();
	}

	private static String exchange(tech.kwik.flupke.webtransport.WebTransportStream stream, String text) {
		write(stream, text);
		return read(stream);
	}

	private static void write(tech.kwik.flupke.webtransport.WebTransportStream stream, String text) {
		try (var out = stream.getOutputStream()) {
			out.write(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(tech.kwik.flupke.webtransport.WebTransportStream stream) {
		try (var in = stream.getInputStream()) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String get(CompletableFuture<String> future) throws Exception {
		return future.get(Loopback.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
	}

}
