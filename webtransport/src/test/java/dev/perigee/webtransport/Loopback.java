package dev.perigee.webtransport;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Servers and clients of one test on loopback, all closed at its end.
 */
final class Loopback implements AutoCloseable {

	static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final List<WebTransportBinding> servers = new ArrayList<>();

	private final List<Disposable> connections = new ArrayList<>();

	private final LoopResources loops = LoopResources.create("test-client", 1, true);

	WebTransportBinding serve(WebTransportHandler handler) {
		return serve(handler, UnaryOperator.identity());
	}

	WebTransportBinding serve(WebTransportHandler handler, UnaryOperator<WebTransportServer> options) {
		TestCertificate certificate = TestCertificate.LOCALHOST;
		WebTransportServer server = WebTransportServer.create()
			.host("127.0.0.1")
			.secure(certificate.key(), certificate.certificate())
			.handle(handler);
		WebTransportBinding binding = options.apply(server).bindNow(TIMEOUT);
		this.servers.add(binding);
		return binding;
	}

	WebTransportClient client() {
		return WebTransportClient.create()
			.secure(WebTransportTrust.certificateHashes(TestCertificate.LOCALHOST.sha256()))
			.runOn(this.loops)
			.connectTimeout(TIMEOUT);
	}

	WebTransportSession connect(WebTransportBinding server) {
		return connect(client(), server, "/");
	}

	WebTransportSession connect(WebTransportClient client, WebTransportBinding server, String target) {
		return connect(client, uri(server, target));
	}

	WebTransportSession connect(WebTransportClient client, URI uri) {
		WebTransportSession session = client.connect(uri).block(TIMEOUT);
		this.connections.add(() -> session.close(0, "").block(TIMEOUT));
		return session;
	}

	WebTransportConnection connection(WebTransportBinding server) {
		WebTransportConnection connection = client().connection(uri(server, "/")).block(TIMEOUT);
		this.connections.add(() -> {
			connection.dispose();
			connection.onDispose().block(TIMEOUT);
		});
		return connection;
	}

	static URI uri(WebTransportBinding server, String target) {
		return URI.create("https://127.0.0.1:" + server.address().getPort() + target);
	}

	static ByteBuf buffer(String text) {
		return ByteBufUtil.writeUtf8(PooledByteBufAllocator.DEFAULT, text);
	}

	static ByteBuf zeros(int bytes) {
		return PooledByteBufAllocator.DEFAULT.directBuffer(bytes).writeZero(bytes);
	}

	static String text(ByteBuf buffer) {
		try {
			return buffer.toString(StandardCharsets.UTF_8);
		}
		finally {
			buffer.release();
		}
	}

	static int size(ByteBuf buffer) {
		int size = buffer.readableBytes();
		buffer.release();
		return size;
	}

	/**
	 * Reads a stream to its end.
	 */
	static Mono<String> readAll(WebTransportStream stream) {
		return stream.receive().map(Loopback::text).collectList().map(parts -> String.join("", parts));
	}

	/**
	 * Writes a text and the end of the stream.
	 */
	static Mono<Void> writeAll(WebTransportStream stream, String text) {
		return stream.sendAndFinish(Mono.fromCallable(() -> buffer(text)));
	}

	/**
	 * Waits until a condition holds that no publisher announces.
	 */
	static void await(BooleanSupplier condition) {
		Flux.interval(Duration.ofMillis(1))
			.onBackpressureDrop()
			.takeUntil(tick -> condition.getAsBoolean())
			.blockLast(TIMEOUT);
	}

	void closeConnections() {
		this.connections.forEach(Disposable::dispose);
		this.connections.clear();
	}

	@Override
	public void close() {
		closeConnections();
		this.servers.forEach(server -> server.disposeNow(TIMEOUT));
		this.loops.disposeLater(Duration.ZERO, TIMEOUT).block(TIMEOUT);
	}

}
