package dev.perigee.gateway.ws;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.LimitContract;
import dev.perigee.gateway.test.TestClient;
import org.jspecify.annotations.Nullable;

/**
 * A client on the JDK's WebSocket, which shares no code with the gateway's.
 */
final class WebSocketClient extends TestClient implements WebSocket.Listener {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final WebSocket socket;

	private final Semaphore pings = new Semaphore(0);

	private volatile boolean paused;

	private WebSocketClient(HttpClient http, URI uri) {
		this.socket = http.newWebSocketBuilder().buildAsync(uri, this).join();
	}

	static WebSocketClient connect(GatewayProcess gateway) {
		return new WebSocketClient(HTTP, URI.create("ws://127.0.0.1:" + gateway.httpPort() + "/rt"));
	}

	static WebSocketClient connect(GatewayProcess gateway, SSLContext trust) {
		return new WebSocketClient(HttpClient.newBuilder().sslContext(trust).build(),
				URI.create("wss://127.0.0.1:" + gateway.httpPort() + "/rt"));
	}

	/** Tries to connect, and says what became of it: 200, another status, or -1. */
	static int handshake(GatewayProcess gateway, @Nullable String origin) {
		WebSocket.Builder builder = HTTP.newWebSocketBuilder();
		if (origin != null) {
			builder.header("Origin", origin);
		}
		try {
			builder.buildAsync(URI.create("ws://127.0.0.1:" + gateway.httpPort() + "/rt"), new WebSocket.Listener() {
			}).join().abort();
			return 200;
		}
		catch (CompletionException ex) {
			return (ex.getCause() instanceof WebSocketHandshakeException refused) ? refused.getResponse().statusCode()
					: LimitContract.CUT;
		}
	}

	@Override
	public void sendBytes(byte[] bytes) {
		await(this.socket.sendBinary(ByteBuffer.wrap(bytes), true));
	}

	void sendText(String text) {
		await(this.socket.sendText(text, true));
	}

	void sendFragment(byte[] bytes, boolean last) {
		await(this.socket.sendBinary(ByteBuffer.wrap(bytes), last));
	}

	void awaitPings(int count) throws InterruptedException {
		if (!this.pings.tryAcquire(count, 20, TimeUnit.SECONDS)) {
			throw new AssertionError("No " + count + " pings");
		}
	}

	@Override
	public @Nullable CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
		this.pings.release();
		webSocket.request(1);
		return null;
	}

	@Override
	public void sendDatagram(byte[] bytes) {
		sendBytes(bytes);
	}

	/** The gateway may have closed at the same moment: then there is nothing to say. */
	@Override
	public void close() {
		this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
	}

	@Override
	public void pauseReading() {
		this.paused = true;
	}

	@Override
	public void abort() {
		this.socket.abort();
	}

	@Override
	public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		received(bytes);
		if (!this.paused) {
			webSocket.request(1);
		}
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		ended(statusCode);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		ended(1006);
	}

	private static void await(CompletableFuture<?> sent) {
		try {
			sent.get(10, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

}
