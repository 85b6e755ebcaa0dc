package dev.perigee.hostile;

import java.time.Duration;

import dev.perigee.hostile.Attack.Way;
import dev.perigee.webtransport.StreamResetException;
import dev.perigee.webtransport.StreamStoppedException;
import dev.perigee.webtransport.WebTransportConnection;
import dev.perigee.webtransport.WebTransportSession;
import dev.perigee.webtransport.WebTransportStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import reactor.core.publisher.Mono;

/**
 * Attacks in a session of its own on a connection with others.
 */
final class WebTransportAttacker extends Attacker {

	private static final Duration BOUND = Duration.ofSeconds(30);

	private static final int LOST = 1006;

	private final WebTransportSession session;

	private final WebTransportStream stream;

	private WebTransportAttacker(WebTransportSession session, WebTransportStream stream) {
		this.session = session;
		this.stream = stream;
	}

	static WebTransportAttacker open(WebTransportConnection connection) {
		return connection.open("/rt")
			.flatMap((session) -> session.openBidirectional()
				.map((stream) -> new WebTransportAttacker(session, stream).listen()))
			.block(BOUND);
	}

	private WebTransportAttacker listen() {
		this.session.closed().subscribe((how) -> ended(how.isClean() ? (int) how.code() : LOST));
		this.session.datagrams().subscribe((datagram) -> datagram.release());
		this.stream.receive().subscribe((bytes) -> received(take(bytes)), (reset) -> {
			// the end of the session says how it ended
		});
		return this;
	}

	private static byte[] take(ByteBuf bytes) {
		byte[] taken = ByteBufUtil.getBytes(bytes);
		bytes.release();
		return taken;
	}

	/** The gateway may have closed already: the answer says so. */
	@Override
	void send(byte[] message, Way way) {
		if (way == Way.DATAGRAM) {
			this.session.sendDatagram(Unpooled.wrappedBuffer(message));
		}
		else {
			Mono<ByteBuf> bytes = Mono.fromSupplier(() -> Unpooled.wrappedBuffer(message));
			Mono<Void> sent = switch (way) {
				case RELIABLE_THEN_END -> this.stream.sendAndFinish(bytes);
				case MESSAGE_STREAM -> this.session.openUnidirectional().flatMap((one) -> one.sendAndFinish(bytes));
				case UNFINISHED_STREAM -> this.session.openUnidirectional().flatMap((one) -> one.send(bytes));
				case ANOTHER_STREAM -> this.session.openBidirectional().flatMap((one) -> sendAndAwaitReset(one, bytes));
				default -> this.stream.send(bytes);
			};
			sent.onErrorComplete().block(BOUND);
		}
	}

	private Mono<Void> sendAndAwaitReset(WebTransportStream another, Mono<ByteBuf> bytes) {
		return another.send(bytes)
			.onErrorComplete(StreamStoppedException.class)
			.thenMany(another.receive())
			.doOnNext(ByteBuf::release)
			.doOnError(StreamResetException.class, (reset) -> refused(reset.code()))
			.then();
	}

	@Override
	public void close() {
		this.session.close(1000, "").onErrorComplete().block(BOUND);
	}

}
