package dev.perigee.lab.link;

import java.net.InetSocketAddress;
import java.util.function.Consumer;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection over a link: the socket of the client, the socket to the target, and
 * a {@link DelayLine} each way.
 *
 * <p>
 * The kernel completes the client's handshake at once, so the round trip that it takes in
 * the real world is charged to what follows: the target sees the connection three one-way
 * delays after the client began it, as if SYN, SYN-ACK and ACK had crossed the link.
 *
 * <p>
 * Confined to the link's event loop.
 */
final class TcpPair {

	private final Link link;

	private final SocketChannel client;

	private final InetSocketAddress target;

	private final Consumer<TcpPair> whenClosed;

	private final DelayLine toTarget;

	private final long openNanos;

	private @Nullable SocketChannel upstream;

	private @Nullable DelayLine toClient;

	TcpPair(Link link, SocketChannel client, InetSocketAddress target, Consumer<TcpPair> whenClosed) {
		this.link = link;
		this.whenClosed = whenClosed;
		this.client = client;
		this.target = target;
		this.toTarget = new DelayLine(link, client, this::closeWhenFinished);
		this.openNanos = link.timer().nanoTime() + 3 * link.conditions().delayNanos();
	}

	void open() {
		this.toTarget.notBefore(this.openNanos);
		this.client.closeFuture().addListener((closed) -> socketClosed());
		this.client.pipeline().addLast(new End(this.toTarget));
		this.link.timer().at(this.openNanos, this.link.loop(), this::advance);
		advance();
	}

	/** Moves on as far as the link's conditions let it. */
	void advance() {
		if (this.upstream == null && this.client.isOpen() && !this.link.conditions().blackHole()
				&& this.link.timer().nanoTime() - this.openNanos >= 0) {
			connect();
		}
		this.toTarget.advance();
		if (this.toClient != null) {
			this.toClient.advance();
		}
	}

	private void connect() {
		NioSocketChannel channel = new NioSocketChannel();
		DelayLine line = new DelayLine(this.link, channel, this::closeWhenFinished);
		line.sink(this.client);
		this.upstream = channel;
		this.toClient = line;
		channel.closeFuture().addListener((closed) -> socketClosed());
		new Bootstrap().group(this.link.loop())
			.channelFactory(() -> channel)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.ALLOW_HALF_CLOSURE, true)
			.handler(new End(line))
			.connect(this.target)
			.addListener((connected) -> {
				if (connected.isSuccess()) {
					this.toTarget.sink(channel);
					this.toTarget.advance();
				}
				else {
					reset();
				}
			});
	}

	private void socketClosed() {
		if (this.client.isOpen() || (this.upstream != null && this.upstream.isOpen())) {
			return;
		}
		this.toTarget.discard();
		if (this.toClient != null) {
			this.toClient.discard();
		}
		this.whenClosed.accept(this);
	}

	/** Ends both sockets at once, by reset. */
	void reset() {
		DelayLine.reset(this.client);
		if (this.upstream != null) {
			DelayLine.reset(this.upstream);
		}
	}

	private void closeWhenFinished() {
		if (this.toTarget.isFinished() && this.toClient != null && this.toClient.isFinished()) {
			this.client.close();
			if (this.upstream != null) {
				this.upstream.close();
			}
		}
	}

	/** Feeds what one socket receives into the line to the other. */
	private final class End extends ChannelInboundHandlerAdapter {

		private final DelayLine line;

		End(DelayLine line) {
			this.line = line;
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			this.line.data((ByteBuf) message);
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event instanceof ChannelInputShutdownEvent) {
				this.line.end();
			}
		}

		@Override
		public void channelWritabilityChanged(ChannelHandlerContext context) {
			advance();
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			this.line.reset();
			context.close();
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			this.line.reset();
		}

	}

}
