package dev.perigee.webtransport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Answers one HTTP/3 request: opens a session for WebTransport's CONNECT, and has 404 for
 * everything else.
 */
final class ServerRequestHandler extends ChannelInboundHandlerAdapter {

	private static final InternalLogger logger = InternalLoggerFactory.getInstance(ServerRequestHandler.class);

	private static final int HANDLER_FAILED = 1;

	private final ConnectionHandler connection;

	private final WebTransportHandler handler;

	ServerRequestHandler(ConnectionHandler connection, WebTransportHandler handler) {
		this.connection = connection;
		this.handler = handler;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		try {
			if (message instanceof Http3HeadersFrame frame) {
				requested(ctx, frame.headers());
			}
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	private void requested(ChannelHandlerContext ctx, Http3Headers headers) {
		if (!isWebTransport(headers)) {
			refuse(ctx, 404);
			return;
		}
		WebTransportRequest request = WebTransportRequest.of(headers, this.connection.channel().remoteSocketAddress());
		int status = this.connection.hasRoomForSession() ? decide(request) : 429;
		if (status / 100 == 2) {
			open(ctx, request, status);
		}
		else {
			refuse(ctx, status);
		}
	}

	private static boolean isWebTransport(Http3Headers headers) {
		CharSequence protocol = headers.protocol();
		// later drafts append a version to the name
		return "CONNECT".contentEquals(headers.method()) && protocol != null
				&& protocol.toString().startsWith("webtransport");
	}

	private int decide(WebTransportRequest request) {
		try {
			return this.handler.accept(request);
		}
		catch (RuntimeException ex) {
			logger.warn("The handler failed to decide about {}", request.url(), ex);
			return 500;
		}
	}

	private void open(ChannelHandlerContext ctx, WebTransportRequest request, int status) {
		Http3Headers answer = status(status);
		if (request.headers().contains("sec-webtransport-http3-draft02")) {
			answer.set("sec-webtransport-http3-draft", "draft02");
		}
		ctx.writeAndFlush(new DefaultHttp3HeadersFrame(answer));
		QuicWebTransportSession session = new QuicWebTransportSession(this.connection,
				(QuicStreamChannel) ctx.channel(), request);
		ctx.pipeline().replace(this, null, new ConnectStreamHandler(session));
		this.connection.sessionOpened(session);
		serve(session);
		this.connection.deliverEarlyArrivals(session);
	}

	private void serve(QuicWebTransportSession session) {
		Publisher<Void> serving;
		try {
			serving = this.handler.handle(session);
		}
		catch (RuntimeException ex) {
			serving = Mono.error(ex);
		}
		Mono.fromDirect(serving).subscribe(nothing -> {
		}, ex -> {
			logger.warn("The handler of {} failed", session.request().url(), ex);
			session.close(HANDLER_FAILED, "The handler failed");
		}, () -> session.close(0, ""));
	}

	private static void refuse(ChannelHandlerContext ctx, int status) {
		QuicStreamChannel stream = (QuicStreamChannel) ctx.channel();
		ctx.writeAndFlush(new DefaultHttp3HeadersFrame(status(status)));
		// QUIC can lose an empty end of stream that is written inside of its read loop
		stream.eventLoop().execute(stream::shutdownOutput);
	}

	private static Http3Headers status(int status) {
		return new DefaultHttp3Headers().status(Integer.toString(status));
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		logger.debug("{} A request failed", ctx.channel(), cause);
		ctx.close();
	}

}
