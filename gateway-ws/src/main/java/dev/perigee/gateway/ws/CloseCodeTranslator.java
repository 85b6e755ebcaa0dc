package dev.perigee.gateway.ws;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;

/**
 * Netty's decoder closes by itself, with 1009, when a message is announced that is longer
 * than the limit. Clients of this protocol are told so in its own words: REFUSED, and
 * {@link CloseCode#FRAME_TOO_LARGE}. The rest of the message is dropped unread for a
 * while: to close a socket that has something to read resets the connection (RFC 1122,
 * section 4.2.2.13), and with it what says why. Confined to the channel's event loop.
 */
final class CloseCodeTranslator extends ChannelDuplexHandler {

	private static final String TEXT = "message: longer than this gateway reads";

	private final Duration closeTimeout;

	private boolean refused;

	/**
	 * Creates a handler for one channel.
	 * @param closeTimeout how long the client has to close after it was refused
	 */
	CloseCodeTranslator(Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.refused) {
			ReferenceCountUtil.release(message);
		}
		else {
			context.fireChannelRead(message);
		}
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof CloseWebSocketFrame close
				&& close.statusCode() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code()) {
			close.release();
			this.refused = true;
			ByteBuf refusal = FrameEncoder.encode(new ControlFrames.Refused(CloseCode.FRAME_TOO_LARGE, TEXT, null),
					context.alloc());
			context.write(new BinaryWebSocketFrame(refusal));
			context.write(new CloseWebSocketFrame(CloseCode.FRAME_TOO_LARGE.number(), TEXT), promise);
		}
		else {
			context.write(message, promise);
		}
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		if (this.refused) {
			context.executor()
				.schedule(() -> context.close(promise), this.closeTimeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		else {
			context.close(promise);
		}
	}

}
