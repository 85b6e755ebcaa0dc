package dev.perigee.webtransport;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.quic.QuicServer;
import reactor.netty.resources.LoopResources;

/**
 * The sockets of a server: one {@link QuicServer} for each event loop, all on the same
 * port. Thread-safe.
 */
final class ServerBinding implements WebTransportBinding {

	private static final Duration QUIET_PERIOD = Duration.ZERO;

	private static final Duration LOOP_TIMEOUT = Duration.ofSeconds(5);

	private final WebTransportServer server;

	private final ConnectionIds connectionIds;

	/** The same at every socket: a client's packets may come to any. */
	private final AdmissionTokens tokens;

	private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final List<Connection> sockets = new CopyOnWriteArrayList<>();

	private final List<LoopResources> loops = new CopyOnWriteArrayList<>();

	private final AtomicBoolean disposed = new AtomicBoolean();

	private final Sinks.Empty<Void> ended = Sinks.empty();

	ServerBinding(WebTransportServer server) {
		this.server = server;
		this.connectionIds = new ConnectionIds(server.serverId());
		this.tokens = server.tokens();
	}

	Mono<ServerBinding> bind() {
		if (this.server.loops() > 1 && !LoopResources.hasNativeSupport()) {
			return Mono.error(new UnsupportedOperationException("More than one loop needs a native transport"));
		}
		return Flux.range(0, this.server.loops())
			.concatMap(this::bindLoop)
			.then(Mono.just(this))
			.doOnError(ex -> dispose())
			.doOnCancel(this::dispose);
	}

	private Mono<Void> bindLoop(int loop) {
		LoopResources single = LoopResources.create("webtransport-" + loop, 1, 1, true);
		LoopResources resources = (this.server.loops() > 1) ? new SharedPortLoop(single) : single;
		this.loops.add(resources);
		int port = this.sockets.isEmpty() ? this.server.port() : address().getPort();
		return quicServer(loop, port, resources).bind().flatMap(this::socketBound);
	}

	private QuicServer quicServer(int loop, int port, LoopResources resources) {
		WebTransportServer server = this.server;
		return QuicTransportSettings.apply(QuicServer.create(), server.limits())
			.host(server.host())
			.port(port)
			.runOn(resources)
			.secure(channel -> server.tls().get().newEngine(channel.alloc()))
			.tokenHandler(this.tokens)
			.localConnectionIdLength(ConnectionIds.LENGTH)
			.connectionIdAddressGenerator(this.connectionIds.generator(loop))
			.doOnChannelInit((observer, channel, address) -> connectionOpened((QuicChannel) channel));
	}

	private void connectionOpened(QuicChannel channel) {
		this.connections.add(channel);
		InetSocketAddress client = (InetSocketAddress) channel.remoteSocketAddress();
		WebTransportAdmission admission = this.server.admission();
		admission.begun(client);
		SessionDeadline deadline = new SessionDeadline(channel, this.server.limits().sessionTimeout(),
				this.server.handler(), () -> admission.settled(client));
		deadline.start();
		Http3Pipeline.installServer(channel, this.server.limits(), deadline);
	}

	private Mono<Void> socketBound(Connection socket) {
		this.sockets.add(socket);
		QuicTransportSettings.applyToSocket(socket.channel(), this.server.limits());
		if (this.server.loops() == 1) {
			return Mono.empty();
		}
		return Mono.create(sink -> socket.channel().eventLoop().execute(() -> {
			socket.channel().pipeline().addFirst("connection-ids", this.connectionIds);
			sink.success();
		}));
	}

	@Override
	public InetSocketAddress address() {
		return (InetSocketAddress) this.sockets.get(0).channel().localAddress();
	}

	@Override
	public int connections() {
		return this.connections.size();
	}

	@Override
	public void dispose() {
		if (this.disposed.compareAndSet(false, true)) {
			closeConnections().then(closeSockets()).then(closeLoops()).subscribe(nothing -> {
			}, ex -> this.ended.tryEmitEmpty(), this.ended::tryEmitEmpty);
		}
	}

	private Mono<Void> closeConnections() {
		return Mono.create(sink -> {
			for (Channel connection : this.connections) {
				((QuicChannel) connection).close(true, ErrorCodes.H3_NO_ERROR, Unpooled.EMPTY_BUFFER);
			}
			this.connections.newCloseFuture().addListener(closed -> sink.success());
		});
	}

	private Mono<Void> closeSockets() {
		return Flux.fromIterable(this.sockets).doOnNext(Connection::dispose).flatMap(Connection::onDispose).then();
	}

	private Mono<Void> closeLoops() {
		return Flux.fromIterable(this.loops).flatMap(each -> each.disposeLater(QUIET_PERIOD, LOOP_TIMEOUT)).then();
	}

	@Override
	public boolean isDisposed() {
		return this.disposed.get();
	}

	@Override
	public void disposeNow(Duration timeout) {
		dispose();
		Await.result(onDispose(), timeout);
	}

	@Override
	public Mono<Void> onDispose() {
		return this.ended.asMono();
	}

}
