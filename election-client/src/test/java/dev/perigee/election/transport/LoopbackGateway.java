package dev.perigee.election.transport;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameDecoder;
import dev.perigee.protocol.FrameEncoder;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.ProtocolException;
import dev.perigee.protocol.SessionId;
import dev.perigee.protocol.Transport;
import dev.perigee.webtransport.WebTransportBinding;
import dev.perigee.webtransport.WebTransportServer;
import dev.perigee.webtransport.WebTransportSession;
import dev.perigee.webtransport.WebTransportStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.netty.tcp.SslProvider;

/**
 * A gateway over real sockets of one transport, with one member who says back whatever is
 * published.
 */
public final class LoopbackGateway implements AutoCloseable {

	public static final SessionId MIRROR = new SessionId(0xbeef);

	private static final Duration BOUND = Duration.ofSeconds(10);

	private static final SessionId SESSION = new SessionId(0xc0ffee);

	private static final int ROOM = 7;

	private static final FrameDecoder DECODER = new FrameDecoder(Limits.MAX_FRAME_BYTES);

	/** What clients have closed with. */
	public final List<String> closes = new CopyOnWriteArrayList<>();

	/** Whether the peers leave unread what comes on streams of one message. */
	public volatile boolean deaf;

	private final List<Peer> peers = new CopyOnWriteArrayList<>();

	private final Transport transport;

	private final int port;

	private final Runnable stop;

	private LoopbackGateway(Transport transport, TestCertificate certificate) {
		this.transport = transport;
		if (transport == Transport.WEBSOCKET) {
			DisposableServer server = webSocket(certificate);
			this.port = server.port();
			this.stop = () -> server.disposeNow(BOUND);
		}
		else {
			WebTransportBinding server = webTransport(certificate);
			this.port = server.address().getPort();
			this.stop = () -> server.disposeNow(BOUND);
		}
	}

	public static LoopbackGateway start(Transport transport, TestCertificate certificate) {
		return new LoopbackGateway(transport, certificate);
	}

	public URI uri() {
		return URI
			.create(((this.transport == Transport.WEBSOCKET) ? "wss" : "https") + "://127.0.0.1:" + this.port + "/rt");
	}

	public int connections() {
		return this.peers.size();
	}

	public void closeAll(CloseCode code, String reason) {
		this.peers.forEach((peer) -> peer.close(code, reason));
	}

	public void sendRaw(byte[] bytes) {
		this.peers.forEach((peer) -> peer.send(Unpooled.wrappedBuffer(bytes)));
	}

	/** Stops listening and drops every connection without a word. */
	@Override
	public void close() {
		this.peers.forEach(Peer::abort);
		this.stop.run();
	}

	private DisposableServer webSocket(TestCertificate certificate) {
		Http11SslContextSpec tls = Http11SslContextSpec.forServer(certificate.key(), certificate.certificate());
		return HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.secure((spec) -> spec.sslContext((SslProvider.GenericSslContextSpec<?>) tls))
			.route((routes) -> routes.ws("/rt", this::serve,
					WebsocketServerSpec.builder().maxFramePayloadLength(Limits.MAX_FRAME_BYTES).build()))
			.bindNow(BOUND);
	}

	private Publisher<Void> serve(WebsocketInbound in, WebsocketOutbound out) {
		in.withConnection((connection) -> {
			Peer peer = new WebSocketPeer(connection.channel());
			this.peers.add(peer);
			connection.onDispose(() -> this.peers.remove(peer));
			in.receiveCloseStatus().subscribe((status) -> this.closes.add(status.code() + " " + status.reasonText()));
		});
		Peer peer = this.peers.get(this.peers.size() - 1);
		return in.aggregateFrames(Limits.MAX_FRAME_BYTES)
			.receive()
			.doOnNext((message) -> read(message, peer, peer))
			.then();
	}

	private WebTransportBinding webTransport(TestCertificate certificate) {
		return WebTransportServer.create()
			.host("127.0.0.1")
			.port(0)
			.secure(certificate.key(), certificate.certificate())
			.handle(this::serve)
			.bindNow(BOUND);
	}

	private Mono<Void> serve(WebTransportSession session) {
		WebTransportPeer peer = new WebTransportPeer(session);
		this.peers.add(peer);
		session.datagrams().subscribe((datagram) -> {
			read(datagram, peer, peer::sendDatagram);
			datagram.release();
		});
		session.incomingStreams().subscribe((stream) -> peer.onStream(stream));
		return session.closed().doOnNext((close) -> {
			this.peers.remove(peer);
			this.closes.add(close.code() + " " + close.reason());
		}).then();
	}

	private void read(ByteBuf bytes, Peer peer, Outlet unreliable) {
		try {
			for (Frame frame; (frame = DECODER.decode(bytes)) != null;) {
				answer(frame, peer, unreliable);
			}
		}
		catch (ProtocolException ex) {
			peer.close(ex.code(), String.valueOf(ex.getMessage()));
		}
	}

	private void answer(Frame frame, Peer peer, Outlet unreliable) {
		if (frame instanceof Frame.Probe probe) {
			unreliable.send(encode(new Frame.Echo(probe.sequence(), probe.clientNanos(), Set.of(), 0, 0)));
		}
		else if (frame instanceof ControlFrames.Hello hello) {
			peer.send(encode(new ControlFrames.Welcome(1, SESSION, "resume", hello.resumeToken() != null, "test",
					"node", new Limits(65536, 10, 1000, 0, 0), List.of(), 0)));
		}
		else if (frame instanceof ControlFrames.Join join) {
			peer.send(encode(new ControlFrames.Joined(join.room(), ROOM,
					List.of(new ControlFrames.Member(MIRROR, "mirror", "test")), List.of(), null)));
		}
		else if (frame instanceof Frame.Publish publish) {
			boolean reliable = publish.deliveryClass() == DeliveryClass.RELIABLE;
			ByteBuf deliver = encode(new Frame.Deliver(ROOM, publish.deliveryClass(), MIRROR.value(),
					publish.sequence(), publish.payload()));
			(reliable ? peer : unreliable).send(deliver);
			if (reliable) {
				peer.send(encode(new Frame.Ack(ROOM, publish.sequence())));
			}
		}
	}

	private static ByteBuf encode(Frame frame) {
		ByteBuf encoded = Unpooled.buffer();
		FrameEncoder.encode(frame, encoded);
		return encoded;
	}

	private interface Outlet {

		void send(ByteBuf frames);

	}

	private interface Peer extends Outlet {

		void close(CloseCode code, String reason);

		void abort();

	}

	private record WebSocketPeer(Channel channel) implements Peer {

		@Override
		public void send(ByteBuf frames) {
			this.channel.writeAndFlush(new BinaryWebSocketFrame(frames));
		}

		@Override
		public void abort() {
			this.channel.close();
		}

		@Override
		public void close(CloseCode code, String reason) {
			this.channel.writeAndFlush(new CloseWebSocketFrame(code.number(), reason));
		}

	}

	private final class WebTransportPeer implements Peer {

		private final WebTransportSession session;

		private volatile WebTransportStream stream;

		WebTransportPeer(WebTransportSession session) {
			this.session = session;
		}

		private void onStream(WebTransportStream stream) {
			if (stream.isBidirectional()) {
				this.stream = stream;
			}
			else if (LoopbackGateway.this.deaf) {
				return;
			}
			ByteBuf[] bytes = { Unpooled.EMPTY_BUFFER };
			stream.receive().doOnNext((chunk) -> {
				bytes[0] = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(chunk.alloc(), bytes[0], chunk);
				read(bytes[0], this, stream.isBidirectional() ? this : this::sendStream);
			}).doFinally((signal) -> bytes[0].release()).onErrorComplete().subscribe();
		}

		@Override
		public void send(ByteBuf frames) {
			this.stream.channel().writeAndFlush(frames);
		}

		@Override
		public void abort() {
			// its connection goes with the server
		}

		@Override
		public void close(CloseCode code, String reason) {
			this.session.close(code.number(), reason);
		}

		private void sendDatagram(ByteBuf frames) {
			this.session.sendDatagram(frames);
		}

		private void sendStream(ByteBuf frames) {
			this.session.openUnidirectional().flatMap((stream) -> stream.sendAndFinish(Mono.just(frames))).subscribe();
		}

	}

}
