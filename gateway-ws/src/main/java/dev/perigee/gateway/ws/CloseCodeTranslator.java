package dev.perigee.gateway.ws;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

/**
 * Netty's decoder closes by itself, with 1009, when a message is announced that is longer
 * than the limit. Clients of this protocol are told so in its own words: REFUSED, and
 * {@link CloseCode#FRAME_TOO_LARGE}.
 */
final class CloseCodeTranslator extends ChannelOutboundHandlerAdapter {

	private static final String TEXT = "message: longer than this gateway reads";

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof CloseWebSocketFrame close
				&& close.statusCode() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code()) {
			close.release();
			ByteBuf refusal = FrameEncoder.encode(new ControlFrames.Refused(CloseCode.FRAME_TOO_LARGE, TEXT, null),
					context.alloc());
			context.write(new BinaryWebSocketFrame(refusal));
			context.write(new CloseWebSocketFrame(CloseCode.FRAME_TOO_LARGE.number(), TEXT), promise);
		}
		else {
			context.write(message, promise);
		}
	}

}
