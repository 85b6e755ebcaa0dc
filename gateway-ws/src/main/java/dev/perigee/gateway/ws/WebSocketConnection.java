package dev.perigee.gateway.ws;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.ClientConnection;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.util.concurrent.EventExecutor;

/**
 * The outbound side of a WebSocket: one binary message a write. Confined to the channel's
 * event loop.
 */
final class WebSocketConnection implements ClientConnection {

	/** RFC 6455 section 5.5: a control frame has 125 bytes, two of them are the code. */
	private static final int MAX_REASON_BYTES = 123;

	private final Channel channel;

	private final SocketAddress client;

	private final Duration closeTimeout;

	private boolean closing;

	/**
	 * Takes an upgraded channel.
	 * @param client whose it is, which a proxy's headers may have told
	 */
	WebSocketConnection(Channel channel, SocketAddress client, Duration closeTimeout) {
		this.channel = channel;
		this.client = client;
		this.closeTimeout = closeTimeout;
	}

	@Override
	public Transport transport() {
		return Transport.WEBSOCKET;
	}

	@Override
	public EventExecutor eventLoop() {
		return this.channel.eventLoop();
	}

	@Override
	public ByteBufAllocator alloc() {
		return this.channel.alloc();
	}

	@Override
	public SocketAddress remoteAddress() {
		return this.client;
	}

	@Override
	public boolean isWritable() {
		return this.channel.isWritable();
	}

	@Override
	public int maxDatagramBytes() {
		return 0;
	}

	@Override
	public void write(ByteBuf frames) {
		if (this.closing) {
			frames.release();
			return;
		}
		this.channel.write(new BinaryWebSocketFrame(frames), this.channel.voidPromise());
	}

	@Override
	public boolean writeDatagram(ByteBuf frames) {
		frames.release();
		return false;
	}

	@Override
	public boolean writeExpiring(ByteBuf frame, Duration timeToLive) {
		frame.release();
		return false;
	}

	@Override
	public void flush() {
		this.channel.flush();
	}

	@Override
	public void close(CloseCode code, String reason) {
		if (this.closing) {
			return;
		}
		this.closing = true;
		this.channel.writeAndFlush(new CloseWebSocketFrame(code.number(), shorten(reason)));
		this.channel.eventLoop()
			.schedule(() -> this.channel.close(), this.closeTimeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	/** Whether a close is out, so that the client's next close is its answer. */
	boolean isClosing() {
		return this.closing;
	}

	private static String shorten(String reason) {
		String text = reason;
		while (text.getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
			text = text.substring(0, text.length() - 1);
		}
		return text;
	}

}
