package dev.perigee.webtransport;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamResetException;
import io.netty.handler.codec.quic.QuicStreamType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Bytes that are no HTTP/3 and no WebTransport. A stream or a session ends for its own
 * faults; the connection for those that HTTP/3 says it must end for.
 */
class MalformedHttp3Tests {

	private static final int CASES = 200;

	private static final int CONNECTIONS = 6;

	private final Loopback loopback = new Loopback();

	private WebTransportBinding server;

	@BeforeEach
	void serve() {
		this.server = this.loopback.serve(new EchoHandler());
	}

	@AfterEach
	void othersAreServed() {
		WebTransportSession session = this.loopback.connect(this.server);
		WebTransportStream stream = session.openBidirectional().block(Loopback.TIMEOUT);
		Loopback.writeAll(stream, "still there").block(Loopback.TIMEOUT);
		assertThat(Loopback.readAll(stream).block(Loopback.TIMEOUT)).isEqualTo("still there");
		this.loopback.closeConnections();
		Loopback.await(() -> this.server.connections() == 0);
		this.loopback.close();
	}

	@Test
	void resetsStreamsOfWhatCanBeNoSession() throws Exception {
		WebTransportConnection connection = this.loopback.connection(this.server);
		for (int seed = 0; seed < CASES; seed++) {
			Random random = new Random(seed);
			ByteBuf prefix = varint(0x41,
					varint(4L * random.nextInt(1 << 28) + 1 + random.nextInt(3), garbage(random)));
			assertThat(end(connection, QuicStreamType.BIDIRECTIONAL, prefix)).as("seed " + seed)
				.isEqualTo("reset 0x3994bd84");
		}
	}

	@Test
	void resetsStreamsOfSessionsThatHaveEnded() throws Exception {
		WebTransportConnection connection = this.loopback.connection(this.server);
		WebTransportSession ended = connection.open("/").block(Loopback.TIMEOUT);
		ended.close(0, "").block(Loopback.TIMEOUT);
		for (int seed = 0; seed < CASES; seed++) {
			ByteBuf prefix = varint(0x41, varint(ended.id(), garbage(new Random(seed))));
			assertThat(end(connection, QuicStreamType.BIDIRECTIONAL, prefix)).as("seed " + seed)
				.isEqualTo("reset 0x170d7b68");
		}
	}

	@Test
	void endsSessionsForTheirCapsulesAndNothingElse() {
		WebTransportConnection connection = this.loopback.connection(this.server);
		for (int seed = 0; seed < CASES; seed++) {
			Random random = new Random(seed);
			WebTransportSession session = connection.open("/").block(Loopback.TIMEOUT);
			ByteBuf capsule = switch (random.nextInt(3)) {
				case 0 -> varint(0x2843, varint(random.nextInt(4), garbage(random)));
				case 1 -> varint(0x2843, varint(1029 + random.nextInt(1 << 28), garbage(random)));
				default -> varint(0x78ae, varint(1 + random.nextInt(1 << 28), garbage(random)));
			};
			((QuicWebTransportSession) session).connectStream().writeAndFlush(new DefaultHttp3DataFrame(capsule));
			assertThat(session.closed().block(Loopback.TIMEOUT).isClean()).as("seed " + seed).isFalse();
		}
		assertThat(connection.isDisposed()).isFalse();
	}

	static Stream<Arguments> connectionErrors() {
		return Stream
			.of(arguments("DATA first", QuicStreamType.BIDIRECTIONAL, 0x00, "0x105"),
					arguments("SETTINGS of a request", QuicStreamType.BIDIRECTIONAL, 0x04, "0x105"),
					arguments("GOAWAY of a request", QuicStreamType.BIDIRECTIONAL, 0x07, "0x105"),
					arguments("PRIORITY of HTTP/2", QuicStreamType.BIDIRECTIONAL, 0x02, "0x105"),
					arguments("PING of HTTP/2", QuicStreamType.BIDIRECTIONAL, 0x06, "0x105"),
					arguments("malformed HEADERS", QuicStreamType.BIDIRECTIONAL, 0x01, "0x200"),
					arguments("second control stream", QuicStreamType.UNIDIRECTIONAL, 0x00, "0x103"),
					arguments("push of a client", QuicStreamType.UNIDIRECTIONAL, 0x01, "0x103"))
			.flatMap((kind) -> IntStream.range(0, CONNECTIONS)
				.mapToObj((seed) -> arguments(kind.get()[0], kind.get()[1], kind.get()[2], kind.get()[3], seed)));
	}

	@ParameterizedTest(name = "{0}, seed {4}")
	@MethodSource("connectionErrors")
	void closesTheConnectionWithTheCodeOfHttp3(String what, QuicStreamType type, int firstByte, String code, int seed)
			throws Exception {
		WebTransportConnection connection = this.loopback.connection(this.server);
		connection.open("/").block(Loopback.TIMEOUT);
		ByteBuf body = garbage(new Random(seed));
		ByteBuf frame = (type == QuicStreamType.BIDIRECTIONAL) ? varint(firstByte, varint(body.readableBytes(), body))
				: varint(firstByte, body);
		end(connection, type, frame);
		connection.onDispose().block(Loopback.TIMEOUT);
		assertThatExceptionOfType(ConnectionLostException.class)
			.isThrownBy(() -> connection.open("/").block(Loopback.TIMEOUT))
			.withMessageContaining("error " + code + ' ');
	}

	private static ByteBuf garbage(Random random) {
		byte[] bytes = new byte[1 + random.nextInt(100)];
		random.nextBytes(bytes);
		// the first byte of a header block that refers to what was never said
		bytes[0] = (byte) 0xff;
		return Unpooled.wrappedBuffer(bytes);
	}

	private static ByteBuf varint(long value, ByteBuf rest) {
		ByteBuf out = Unpooled.buffer();
		Varint.write(out, value);
		return out.writeBytes(rest);
	}

	/** Sends bytes on a stream of their own and tells how it ends. */
	private static String end(WebTransportConnection connection, QuicStreamType type, ByteBuf bytes) throws Exception {
		CompletableFuture<String> end = new CompletableFuture<>();
		QuicStreamChannel stream = ((ClientConnection) connection).channel()
			.createStream(type, new EndListener(end))
			.get(Loopback.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		stream.writeAndFlush(bytes);
		return end.get(Loopback.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
	}

	/** Sits on a stream of the client. */
	private static final class EndListener extends ChannelInboundHandlerAdapter {

		private final CompletableFuture<String> end;

		private EndListener(CompletableFuture<String> end) {
			this.end = end;
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
			if (event == ChannelInputShutdownReadComplete.INSTANCE) {
				this.end.complete("end");
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			this.end.complete((cause instanceof QuicStreamResetException reset)
					? "reset 0x" + Long.toHexString(reset.applicationProtocolCode()) : cause.toString());
			ctx.close();
		}

		@Override
		public void channelInactive(ChannelHandlerContext ctx) {
			this.end.complete("closed");
		}

	}

}
