package dev.perigee.lab.link;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The TCP way over a link: listens while the link is open and owns the connections that
 * cross it.
 */
final class TcpPassage extends Passage {

	private final Link link;

	/** Confined to the link's event loop. */
	private final Set<TcpPair> pairs = new HashSet<>();

	/** Confined to the link's event loop. */
	private @Nullable Channel listener;

	TcpPassage(Link link, InetSocketAddress address, Route route) {
		super(address, route);
		this.link = link;
	}

	@Override
	void reconcile() {
		if (this.link.conditions().admission() == Conditions.Admission.OPEN) {
			listen();
		}
		else {
			stopListening();
		}
		this.pairs.forEach(TcpPair::advance);
	}

	private void listen() {
		if (this.listener != null) {
			return;
		}
		this.listener = new ServerBootstrap().group(this.link.loop())
			.channel(NioServerSocketChannel.class)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
			.childHandler(new ChannelInitializer<SocketChannel>() {
				@Override
				protected void initChannel(SocketChannel client) {
					accept(client);
				}
			})
			.bind(address())
			.addListener((bound) -> this.link.report(bound.cause()))
			.channel();
	}

	private void accept(SocketChannel client) {
		if (this.listener == null) {
			DelayLine.reset(client);
			return;
		}
		this.link.counters().connections.increment();
		TcpPair pair = new TcpPair(this.link, client, target(null), this.pairs::remove);
		this.pairs.add(pair);
		pair.open();
	}

	private void stopListening() {
		if (this.listener != null) {
			this.listener.close();
			this.listener = null;
		}
	}

	@Override
	void reset() {
		new ArrayList<>(this.pairs).forEach(TcpPair::reset);
	}

	@Override
	void close() {
		stopListening();
		reset();
	}

}
