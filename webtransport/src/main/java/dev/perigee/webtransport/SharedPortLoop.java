package dev.perigee.webtransport;

import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.UnixChannelOption;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * One event loop whose sockets share their port with those of other loops. An option of
 * {@code QuicServer} would say the same, but go to every QUIC connection as well, each of
 * which warns that it does not know it.
 */
final class SharedPortLoop implements LoopResources {

	private final LoopResources loop;

	SharedPortLoop(LoopResources loop) {
		this.loop = loop;
	}

	@Override
	public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
		C channel = this.loop.onChannel(type, group);
		channel.config().setOption(UnixChannelOption.SO_REUSEPORT, true);
		return channel;
	}

	@Override
	public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup group) {
		return this.loop.onChannelClass(type, group);
	}

	@Override
	public EventLoopGroup onClient(boolean useNative) {
		return this.loop.onClient(useNative);
	}

	@Override
	public EventLoopGroup onServer(boolean useNative) {
		return this.loop.onServer(useNative);
	}

	@Override
	public EventLoopGroup onServerSelect(boolean useNative) {
		return this.loop.onServerSelect(useNative);
	}

	@Override
	public boolean daemon() {
		return this.loop.daemon();
	}

	@Override
	public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
		return this.loop.disposeLater(quietPeriod, timeout);
	}

	@Override
	public boolean isDisposed() {
		return this.loop.isDisposed();
	}

}
