package dev.perigee.webtransport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;
import reactor.core.publisher.MonoSink;

/**
 * Waits for the answer to a client's request for a session.
 */
final class ClientRequestHandler extends ChannelInboundHandlerAdapter {

	private final ConnectionHandler connection;

	private final WebTransportRequest request;

	private final MonoSink<WebTransportSession> sink;

	ClientRequestHandler(ConnectionHandler connection, WebTransportRequest request,
			MonoSink<WebTransportSession> sink) {
		this.connection = connection;
		this.request = request;
		this.sink = sink;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		try {
			if (message instanceof Http3HeadersFrame frame) {
				answered(ctx, statusOf(frame));
			}
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	private static int statusOf(Http3HeadersFrame frame) {
		CharSequence status = frame.headers().status();
		return (status != null) ? Integer.parseInt(status.toString()) : 0;
	}

	private void answered(ChannelHandlerContext ctx, int status) {
		if (status / 100 == 1) {
			return;
		}
		QuicStreamChannel stream = (QuicStreamChannel) ctx.channel();
		if (status / 100 != 2) {
			this.sink.error(new SessionRefusedException(this.request.url(), status));
			stream.eventLoop().execute(stream::shutdownOutput);
			return;
		}
		QuicWebTransportSession session = new QuicWebTransportSession(this.connection, stream, this.request);
		ctx.pipeline().replace(this, null, new ConnectStreamHandler(session));
		this.connection.sessionOpened(session);
		this.sink.success(session);
		this.connection.deliverEarlyArrivals(session);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		this.sink.error(new ConnectionLostException(this.request.url(), String.valueOf(cause.getMessage())));
		ctx.close();
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		this.sink.error(new ConnectionLostException(this.request.url(), this.connection.closeReason()));
		ctx.fireChannelInactive();
	}

}
