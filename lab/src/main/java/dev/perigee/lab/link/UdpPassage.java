package dev.perigee.lab.link;

import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * The UDP way over a link. Each client address has a socket of its own towards the
 * target, as behind a NAT, so that the target tells clients apart by their address.
 */
final class UdpPassage extends Passage {

	/**
	 * What an Ethernet path carries over IPv4; longer datagrams are dropped, as with the
	 * don't-fragment flag.
	 */
	static final int MAX_DATAGRAM_BYTES = 1472;

	private static final int SOCKET_BUFFER_BYTES = 4 << 20;

	private static final int MAX_CLIENTS = 4096;

	private final Link link;

	private final DatagramQueue underway;

	/** In order of last use; confined to the link's event loop. */
	private final Map<InetSocketAddress, Upstream> upstreams = new LinkedHashMap<>(16, 0.75f, true);

	/** Confined to the link's event loop. */
	private @Nullable ChannelFuture front;

	UdpPassage(Link link, InetSocketAddress address, Route route) {
		super(address, route);
		this.link = link;
		this.underway = new DatagramQueue(link);
	}

	@Override
	void reconcile() {
		if (this.link.conditions().admission() == Conditions.Admission.CUT) {
			close();
		}
		else if (this.front == null) {
			this.front = socket(new Front()).bind(address()).addListener((bound) -> this.link.report(bound.cause()));
		}
	}

	private Bootstrap socket(ChannelHandler handler) {
		return new Bootstrap().group(this.link.loop())
			.channel(NioDatagramChannel.class)
			.option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
			.option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
			.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM_BYTES + 1))
			.handler(handler);
	}

	private void toTarget(InetSocketAddress client, ByteBuf content) {
		if (admits(client)) {
			ChannelFuture socket = upstream(client);
			this.underway.add(content, (bytes) -> write(socket, bytes));
		}
	}

	private boolean admits(InetSocketAddress client) {
		return this.upstreams.containsKey(client) || this.link.conditions().admission() == Conditions.Admission.OPEN;
	}

	private ChannelFuture upstream(InetSocketAddress client) {
		Upstream known = this.upstreams.get(client);
		InetSocketAddress target = target((known != null) ? known.target() : null);
		if (known != null && known.target().equals(target)) {
			return known.socket();
		}
		if (known != null) {
			known.socket().channel().close();
		}
		else {
			this.link.counters().connections.increment();
		}
		ChannelFuture socket = socket(new Back(client)).connect(target);
		this.upstreams.put(client, new Upstream(target, socket));
		forgetOldest();
		return socket;
	}

	private void forgetOldest() {
		if (this.upstreams.size() > MAX_CLIENTS) {
			Iterator<Upstream> oldest = this.upstreams.values().iterator();
			oldest.next().socket().channel().close();
			oldest.remove();
		}
	}

	private void toClient(InetSocketAddress client, ByteBuf content) {
		ChannelFuture socket = this.front;
		if (socket != null) {
			this.underway.add(content, (bytes) -> write(socket, new DatagramPacket(bytes, client)));
		}
	}

	private static void write(ChannelFuture socket, Object datagram) {
		socket.addListener((ready) -> socket.channel().writeAndFlush(datagram));
	}

	@Override
	void reset() {
		this.upstreams.values().forEach((upstream) -> upstream.socket().channel().close());
		this.upstreams.clear();
	}

	@Override
	void close() {
		reset();
		this.underway.discard();
		if (this.front != null) {
			this.front.channel().close();
			this.front = null;
		}
	}

	private record Upstream(InetSocketAddress target, ChannelFuture socket) {

	}

	/** Receives what clients send. */
	private final class Front extends SimpleChannelInboundHandler<DatagramPacket> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
			toTarget(packet.sender(), packet.content());
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			// an ICMP error about one client; the socket serves the others
		}

	}

	/** Receives what the target sends to one client. */
	private final class Back extends SimpleChannelInboundHandler<DatagramPacket> {

		private final InetSocketAddress client;

		Back(InetSocketAddress client) {
			this.client = client;
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
			toClient(this.client, packet.content());
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			// nobody listens at the target yet or any more, which a client behind a NAT
			// doesn't learn
		}

	}

}
