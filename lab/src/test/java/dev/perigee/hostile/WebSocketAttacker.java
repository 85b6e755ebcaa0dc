package dev.perigee.hostile;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;

import dev.perigee.hostile.Attack.Way;
import org.jspecify.annotations.Nullable;

/**
 * Attacks over the JDK's WebSocket.
 */
final class WebSocketAttacker extends Attacker implements WebSocket.Listener {

	private static final int LOST = 1006;

	private final WebSocket socket;

	WebSocketAttacker(HttpClient http, URI uri) {
		this.socket = http.newWebSocketBuilder().buildAsync(uri, this).join();
	}

	/** The gateway may have closed already: the answer says so. */
	@Override
	void send(byte[] message, Way way) {
		if (way == Way.TEXT) {
			this.socket.sendText(new String(message, StandardCharsets.ISO_8859_1), true)
				.exceptionally((closed) -> null)
				.join();
		}
		else {
			this.socket.sendBinary(ByteBuffer.wrap(message), true).exceptionally((closed) -> null).join();
		}
	}

	@Override
	public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		received(bytes);
		webSocket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
		ended(code);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		ended(LOST);
	}

	@Override
	public void close() {
		this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally((closed) -> null).join();
		this.socket.abort();
	}

}
