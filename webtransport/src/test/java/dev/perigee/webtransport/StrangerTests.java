package dev.perigee.webtransport;

import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client that nobody trusts can make a server keep.
 */
class StrangerTests {

	private static final int CHUNK = 1 << 10;

	private static final int WINDOW = 256 << 10;

	private static final int STREAMS = 40;

	private static final long NO_SESSION = 4_004;

	/** A type that nobody knows, whose streams are read to nowhere (RFC 9114, 6.2.3). */
	private static final int UNKNOWN_TYPE = 0x21;

	private final Loopback loopback = new Loopback();

	@AfterEach
	void close() {
		this.loopback.close();
	}

	@Test
	void streamsThatBelongToNoSessionHaveTheWindowOfTheConnectionTogether() {
		WebTransportBinding server = serve(
				WebTransportLimits.builder().connectionWindowBytes(WINDOW).streamWindowBytes(WINDOW / 2).build());
		WebTransportSession session = this.loopback.connect(server);
		AtomicInteger sent = new AtomicInteger();
		for (int i = 0; i < STREAMS; i++) {
			QuicStreamChannel stream = open(session, StreamSignal.UNIDIRECTIONAL, NO_SESSION);
			stream.eventLoop().execute(() -> fill(stream, sent));
		}
		Loopback.await(() -> sent.get() > WINDOW - 4 * CHUNK);
		goBackAndForth(session, 20);
		assertThat(sent.get()).isLessThanOrEqualTo(WINDOW);
	}

	@Test
	void aStrangerWhoSendsMuchIsClosedAndWhoIsTrustedIsNot() {
		WebTransportBinding server = serve(
				WebTransportLimits.builder().connectionWindowBytes(WINDOW).strangerBytes(WINDOW).build());
		WebTransportSession friend = this.loopback.connect(this.loopback.client(), server, "/friend");
		sendToNowhere(friend, 8 * WINDOW);
		WebTransportSession stranger = this.loopback.connect(this.loopback.client(), server, "/stranger");
		sendToNowhere(stranger, 8 * WINDOW);
		// looks at the friend's connection came before
		assertThat(stranger.closed().block(Loopback.TIMEOUT).origin()).isEqualTo(SessionClose.Origin.CONNECTION);
		goBackAndForth(friend, 1);
	}

	private WebTransportBinding serve(WebTransportLimits limits) {
		EchoHandler echo = new EchoHandler();
		return this.loopback.serve(session -> {
			if (session.request().path().equals("/friend")) {
				session.trust();
			}
			return echo.handle(session);
		}, server -> server.limits(limits));
	}

	private static void sendToNowhere(WebTransportSession session, int bytes) {
		open(session, UNKNOWN_TYPE).writeAndFlush(Loopback.zeros(bytes));
	}

	/** Datagrams know no windows. */
	private static void goBackAndForth(WebTransportSession session, int times) {
		session.sendDatagram(Loopback.buffer("ping"));
		assertThat(session.datagrams().take(times).doOnNext(session::sendDatagram).count().block(Loopback.TIMEOUT))
			.isEqualTo(times);
	}

	private static void fill(QuicStreamChannel stream, AtomicInteger sent) {
		stream.writeAndFlush(Loopback.zeros(CHUNK)).addListener(written -> {
			if (written.isSuccess()) {
				sent.addAndGet(CHUNK);
				stream.eventLoop().execute(() -> fill(stream, sent));
			}
		});
	}

	private static QuicStreamChannel open(WebTransportSession session, long... prefix) {
		QuicChannel connection = ((QuicWebTransportSession) session).connectStream().parent();
		QuicStreamChannel stream = connection
			.createStream(QuicStreamType.UNIDIRECTIONAL, new ChannelInboundHandlerAdapter())
			.syncUninterruptibly()
			.getNow();
		ByteBuf beginning = Loopback.zeros(0);
		for (long part : prefix) {
			Varint.write(beginning, part);
		}
		stream.writeAndFlush(beginning);
		return stream;
	}

}
