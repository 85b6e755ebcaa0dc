package dev.perigee.gateway.ws;

import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.ConnectionHandler;
import dev.perigee.protocol.CloseCode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inbound side of a WebSocket: hands whole binary messages to the session; pings what
 * is silent. Confined to the channel's event loop.
 */
final class FrameChannelHandler extends ChannelInboundHandlerAdapter {

	private static final Logger logger = LoggerFactory.getLogger(FrameChannelHandler.class);

	private final WebSocketConnection connection;

	private final ConnectionHandler session;

	/** Whether a ping is out that nothing has answered. */
	private boolean pinged;

	/** Whether the client has said that it is done. */
	private boolean normal;

	private boolean closed;

	FrameChannelHandler(WebSocketConnection connection, ConnectionAcceptor acceptor) {
		this.connection = connection;
		this.session = acceptor.accept(this.connection);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.pinged = false;
		if (message instanceof CloseWebSocketFrame close) {
			onClose(context, close);
		}
		else if (message instanceof PingWebSocketFrame) {
			context.fireChannelRead(message);
		}
		else {
			try {
				onFrame(message);
			}
			finally {
				ReferenceCountUtil.release(message);
			}
		}
	}

	private void onFrame(Object message) {
		if (message instanceof BinaryWebSocketFrame binary && binary.rsv() == 0) {
			this.session.onMessage(binary.content());
		}
		else if (message instanceof BinaryWebSocketFrame) {
			this.session.onUnreadable(CloseCode.PROTOCOL_ERROR, "message: reserved bits without an extension");
		}
		else if (message instanceof TextWebSocketFrame) {
			this.session.onUnreadable(CloseCode.PROTOCOL_ERROR, "message: binary expected, was text");
		}
		else if (!(message instanceof PongWebSocketFrame)) {
			logger.debug("Ignored {}", message);
		}
	}

	/** Reactor Netty answers a close, unless it is the answer to ours. */
	private void onClose(ChannelHandlerContext context, CloseWebSocketFrame close) {
		int status = close.statusCode();
		this.normal = status == WebSocketCloseStatus.NORMAL_CLOSURE.code();
		if (this.connection.isClosing()) {
			close.release();
			context.close();
		}
		else {
			context.fireChannelRead(close);
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (!(event instanceof IdleStateEvent)) {
			context.fireUserEventTriggered(event);
		}
		else if (this.pinged) {
			context.close();
		}
		else {
			this.pinged = true;
			context.writeAndFlush(new PingWebSocketFrame());
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		this.session.onWritabilityChanged();
		context.fireChannelWritabilityChanged();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		if (!this.closed) {
			this.closed = true;
			this.session.onClosed(this.normal);
		}
		context.fireChannelInactive();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		logger.debug("{} failed", context.channel(), cause);
		if (cause instanceof TooLongFrameException) {
			this.session.onUnreadable(CloseCode.FRAME_TOO_LARGE, "message: longer than this gateway reads");
		}
		else {
			context.close();
		}
	}

}
