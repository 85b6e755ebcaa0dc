package dev.perigee.webtransport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Stands on the CONNECT stream of an open session: its data are capsules, its end is the
 * session's.
 */
final class ConnectStreamHandler extends ChannelInboundHandlerAdapter {

	private final QuicWebTransportSession session;

	ConnectStreamHandler(QuicWebTransportSession session) {
		this.session = session;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		try {
			if (message instanceof Http3DataFrame data) {
				this.session.capsuleBytesReceived(data.content());
			}
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (event == ChannelInputShutdownReadComplete.INSTANCE) {
			this.session.connectStreamFinished();
		}
		ctx.fireUserEventTriggered(event);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		// browsers reset this stream after they have closed the session in order
		this.session.connectionLost("the CONNECT stream failed: " + cause.getMessage());
		ctx.close();
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		this.session.connectStreamClosed();
		ctx.fireChannelInactive();
	}

}
