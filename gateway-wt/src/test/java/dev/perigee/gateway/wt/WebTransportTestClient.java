package dev.perigee.gateway.wt;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;

import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.LimitContract;
import dev.perigee.gateway.test.TestClient;
import dev.perigee.webtransport.ConnectTimeoutException;
import dev.perigee.webtransport.SessionRefusedException;
import dev.perigee.webtransport.StreamStoppedException;
import dev.perigee.webtransport.WebTransportClient;
import dev.perigee.webtransport.WebTransportConnection;
import dev.perigee.webtransport.WebTransportSession;
import dev.perigee.webtransport.WebTransportStream;
import dev.perigee.webtransport.WebTransportTrust;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.codec.quic.QuicTransportParameters;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A client on this project's WebTransport library; the browser's is tested elsewhere.
 */
final class WebTransportTestClient extends TestClient {

	private static final Duration BOUND = Duration.ofSeconds(10);

	/** How a connection ends that was not closed in order. */
	static final int LOST = 1006;

	/** One that RFC 9114, section 6.2.3, reserves for nobody. */
	private static final int UNKNOWN_TYPE = 0x21;

	private final WebTransportSession session;

	private final WebTransportStream stream;

	private final BaseSubscriber<ByteBuf> frames = new BaseSubscriber<>() {

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			subscription.request(1);
		}

		@Override
		protected void hookOnNext(ByteBuf bytes) {
			receive(bytes);
			if (!WebTransportTestClient.this.paused) {
				request(1);
			}
		}

		@Override
		protected void hookOnError(Throwable error) {
			// the end of the session says how it ended
		}
	};

	private volatile boolean paused;

	private WebTransportTestClient(WebTransportSession session, WebTransportStream stream) {
		this.session = session;
		this.stream = stream;
	}

	static WebTransportTestClient connect(GatewayProcess gateway) {
		return connect(uri(gateway));
	}

	static WebTransportTestClient connect(URI uri) {
		return connect(uri, WebTransportTrust.certificateHashes(TestIdentity.LOOPBACK.sha256()));
	}

	static URI uri(GatewayProcess gateway) {
		return URI.create("https://127.0.0.1:" + gateway.bean(WebTransportEndpoint.class).port() + "/rt");
	}

	static WebTransportTestClient connect(URI uri, WebTransportTrust trust) {
		WebTransportTestClient client = WebTransportClient.create()
			.secure(trust)
			.connect(uri)
			.flatMap((session) -> session.openBidirectional()
				.map((stream) -> new WebTransportTestClient(session, stream).listen()))
			.block(BOUND);
		return Objects.requireNonNull(client);
	}

	/** Tries to connect, and says what became of it: 200, or another status. */
	static int handshake(GatewayProcess gateway, @Nullable String origin) {
		WebTransportClient client = WebTransportClient.create()
			.secure(WebTransportTrust.certificateHashes(TestIdentity.LOOPBACK.sha256()));
		client = client.connectTimeout(BOUND.dividedBy(2));
		Integer status = ((origin != null) ? client.header("origin", origin) : client).connect(uri(gateway))
			.flatMap((session) -> session.close(1000, "").thenReturn(200))
			.onErrorResume(SessionRefusedException.class, (refused) -> Mono.just(refused.status()))
			.onErrorResume(ConnectTimeoutException.class, (silence) -> Mono.just(LimitContract.CUT))
			.block(BOUND);
		return Objects.requireNonNull(status);
	}

	/** Connects, and asks for no session yet. */
	static WebTransportConnection connection(GatewayProcess gateway) {
		WebTransportConnection connection = WebTransportClient.create()
			.secure(WebTransportTrust.certificateHashes(TestIdentity.LOOPBACK.sha256()))
			.connection(uri(gateway))
			.block(BOUND);
		return Objects.requireNonNull(connection);
	}

	private WebTransportTestClient listen() {
		this.stream.receive().subscribe(this.frames);
		this.session.datagrams().subscribe(this::receiveWhole);
		this.session.incomingStreams()
			.flatMap((message) -> message.receive().reduce(Unpooled.buffer(), WebTransportTestClient::append))
			.subscribe(this::receiveWhole, (error) -> {
			});
		this.session.closed().subscribe((how) -> ended(how.isClean() ? (int) how.code() : LOST));
		return this;
	}

	private static ByteBuf append(ByteBuf whole, ByteBuf part) {
		whole.writeBytes(part);
		part.release();
		return whole;
	}

	private void receive(ByteBuf bytes) {
		received(copyOf(bytes));
	}

	private void receiveWhole(ByteBuf bytes) {
		receivedWhole(copyOf(bytes));
	}

	private static byte[] copyOf(ByteBuf bytes) {
		byte[] copy = new byte[bytes.readableBytes()];
		bytes.readBytes(copy);
		bytes.release();
		return copy;
	}

	/** The gateway may have closed at the same moment: then there is nobody to read. */
	@Override
	public void sendBytes(byte[] bytes) {
		this.stream.send(Mono.just(Unpooled.wrappedBuffer(bytes))).onErrorComplete().block(BOUND);
	}

	@Override
	public void sendDatagram(byte[] bytes) {
		this.session.sendDatagram(Unpooled.wrappedBuffer(bytes));
	}

	/** Sends a message, as far as the gateway wants it. */
	void sendMessageStream(byte[] bytes) {
		this.session.openUnidirectional()
			.flatMap((message) -> message.sendAndFinish(Mono.just(Unpooled.wrappedBuffer(bytes)))
				.onErrorComplete(StreamStoppedException.class))
			.block(BOUND);
	}

	/** Begins a message and does not end it, as far as the gateway wants it. */
	Mono<WebTransportStream> beginMessageStream(int bytes) {
		return this.session.openUnidirectional()
			.delayUntil((message) -> message.send(Mono.just(Unpooled.wrappedBuffer(new byte[bytes])))
				.onErrorComplete(StreamStoppedException.class));
	}

	/** Sends bytes on a stream of a type that nobody knows: they are read to nowhere. */
	void sendToNowhere(int bytes) {
		this.stream.channel()
			.parent()
			.createStream(QuicStreamType.UNIDIRECTIONAL, new ChannelInboundHandlerAdapter())
			.syncUninterruptibly()
			.getNow()
			.writeAndFlush(Unpooled.directBuffer().writeByte(UNKNOWN_TYPE).writeZero(bytes));
	}

	/** Returns what QUIC lets this client send and open. */
	QuicTransportParameters grantedByTheGateway() {
		return Objects.requireNonNull(this.stream.channel().parent().peerTransportParameters());
	}

	/** Opens one more bidirectional stream and reads what the gateway makes of it. */
	Flux<ByteBuf> openAnotherStream() {
		return this.session.openBidirectional()
			.flatMapMany((another) -> another.send(Mono.just(Unpooled.wrappedBuffer(new byte[] { 1 })))
				.onErrorComplete()
				.thenMany(another.receive()));
	}

	@Override
	public void pauseReading() {
		this.paused = true;
	}

	@Override
	public void close() {
		this.session.close(1000, "").block(BOUND);
	}

	@Override
	public void abort() {
		this.session.close(4999, "the test breaks the connection").block(BOUND);
	}

}
