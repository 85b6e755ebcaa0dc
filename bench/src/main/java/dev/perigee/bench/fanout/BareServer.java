package dev.perigee.bench.fanout;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.GlobalEventExecutor;

/**
 * The least that a WebSocket server can do: it hands each message to everybody else, as
 * it is. What a gateway does beyond it is what a gateway costs.
 */
final class BareServer {

	private static final String LISTENS = "listens on ";

	private static final int MAX_BYTES = 1024 * 1024;

	private BareServer() {
	}

	/**
	 * Serves until it is killed.
	 * @param args the port
	 * @throws InterruptedException when it is interrupted instead
	 */
	public static void main(String[] args) throws InterruptedException {
		ChannelGroup members = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
		Channel server = new ServerBootstrap().group(new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory()))
			.channel(NioServerSocketChannel.class)
			.childHandler(new Pipeline(members))
			.bind("127.0.0.1", Integer.parseInt(args[0]))
			.sync()
			.channel();
		System.out.println(LISTENS + server.localAddress());
		server.closeFuture().sync();
	}

	/** Returns what it prints when it is ready. */
	static String readyText() {
		return LISTENS;
	}

	private static final class Pipeline extends ChannelInitializer<Channel> {

		private final ChannelGroup members;

		private Pipeline(ChannelGroup members) {
			this.members = members;
		}

		@Override
		protected void initChannel(Channel channel) {
			channel.pipeline()
				.addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_BYTES),
						new WebSocketServerProtocolHandler("/rt", null, false, MAX_BYTES), fanOut());
			this.members.add(channel);
		}

		private ChannelHandler fanOut() {
			return new SimpleChannelInboundHandler<BinaryWebSocketFrame>() {

				@Override
				protected void channelRead0(ChannelHandlerContext context, BinaryWebSocketFrame message) {
					Pipeline.this.members.write(message.retain(), (member) -> member != context.channel());
				}

				@Override
				public void channelReadComplete(ChannelHandlerContext context) {
					Pipeline.this.members.flush();
				}
			};
		}

	}

}
