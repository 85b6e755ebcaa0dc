package dev.perigee.webtransport;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http3.Http3ClientConnectionHandler;
import io.netty.handler.codec.http3.Http3ServerConnectionHandler;
import io.netty.handler.codec.http3.Http3SettingsFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;
import reactor.netty.NettyPipeline;

/**
 * Puts WebTransport and HTTP/3 into the pipeline of a new QUIC connection of Reactor
 * Netty: sessions first, then HTTP/3, then what keeps streams from Reactor Netty's own
 * stream handling.
 */
final class Http3Pipeline {

	private Http3Pipeline() {
	}

	static ConnectionHandler installServer(QuicChannel channel, WebTransportLimits limits,
			WebTransportHandler handler) {
		ConnectionHandler connection = new ConnectionHandler(channel, limits);
		connection.distrust();
		install(connection,
				new Http3ServerConnectionHandler(new RequestStreams(connection, handler), new ControlStream(connection),
						signal -> unidirectional(connection, signal), WebTransportSettings.local(limits), true,
						WebTransportSettings::isKept));
		return connection;
	}

	static ConnectionHandler installClient(QuicChannel channel, WebTransportLimits limits) {
		ConnectionHandler connection = new ConnectionHandler(channel, limits);
		install(connection,
				new Http3ClientConnectionHandler(new ControlStream(connection), null,
						signal -> unidirectional(connection, signal), WebTransportSettings.local(limits), true,
						WebTransportSettings::isKept));
		return connection;
	}

	private static void install(ConnectionHandler connection, ChannelHandler http3) {
		ChannelPipeline pipeline = connection.channel().pipeline();
		pipeline.addBefore(NettyPipeline.ReactiveBridge, "webtransport", connection);
		pipeline.addBefore(NettyPipeline.ReactiveBridge, "http3", http3);
		pipeline.addBefore(NettyPipeline.ReactiveBridge, "http3-streams", new StreamRegistration());
	}

	private static ChannelHandler unidirectional(ConnectionHandler connection, long signal) {
		return (signal == StreamSignal.UNIDIRECTIONAL) ? new UnidirectionalStream(connection) : new Discard();
	}

	/**
	 * Registers HTTP/3's streams and keeps them from Reactor Netty, which would take them
	 * for its own and close them.
	 */
	private static final class StreamRegistration extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			if (!(message instanceof QuicStreamChannel stream)) {
				ctx.fireChannelRead(message);
			}
			else if (!stream.isRegistered()) {
				ctx.channel().eventLoop().register(stream);
			}
		}

	}

	private static final class RequestStreams extends ChannelInitializer<QuicStreamChannel> {

		private final ConnectionHandler connection;

		private final WebTransportHandler handler;

		RequestStreams(ConnectionHandler connection, WebTransportHandler handler) {
			this.connection = connection;
			this.handler = handler;
		}

		@Override
		protected void initChannel(QuicStreamChannel stream) {
			stream.pipeline().addLast(new ServerRequestHandler(this.connection, this.handler));
		}

	}

	/** Listens for the peer's settings. */
	private static final class ControlStream extends ChannelInboundHandlerAdapter {

		private final ConnectionHandler connection;

		ControlStream(ConnectionHandler connection) {
			this.connection = connection;
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			if (message instanceof Http3SettingsFrame frame) {
				this.connection.settingsReceived(frame.settings());
			}
			ReferenceCountUtil.release(message);
		}

	}

	/** Begins to read a session's unidirectional stream once HTTP/3 has seen its type. */
	private static final class UnidirectionalStream extends ChannelInboundHandlerAdapter {

		private final ConnectionHandler connection;

		UnidirectionalStream(ConnectionHandler connection) {
			this.connection = connection;
		}

		@Override
		public void handlerAdded(ChannelHandlerContext ctx) {
			ctx.pipeline()
				.replace(this, null,
						StreamPrefixDecoder.unidirectional(this.connection, (QuicStreamChannel) ctx.channel()));
		}

	}

	/** Reads streams of unknown types to nowhere, as RFC 9114, section 6.2, allows. */
	private static final class Discard extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			ReferenceCountUtil.release(message);
		}

	}

}
