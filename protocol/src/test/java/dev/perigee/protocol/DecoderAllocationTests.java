package dev.perigee.protocol;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a peer sends makes the decoder allocate no more than a small multiple of what may
 * be sent, and nothing for what only pretends to be long.
 */
class DecoderAllocationTests {

	private static final int LIMIT = Limits.DEFAULT_MAX_FRAME_BYTES;

	private final FrameDecoder decoder = new FrameDecoder(LIMIT);

	@Test
	void allocatesNothingForALengthThatIsOnlyClaimed() {
		ByteBuf claim = Unpooled.buffer().writeLong(0xc000_0000_0000_0000L | (1L << 61));
		assertThat(allocatedBy(claim)).isLessThan(LIMIT);
	}

	@ParameterizedTest
	@MethodSource("bombs")
	void allocatesASmallMultipleOfTheFrame(String json) {
		assertThat(json.length()).isLessThan(LIMIT);
		byte[] body = json.getBytes(StandardCharsets.UTF_8);
		ByteBuf frame = Unpooled.buffer();
		Varint.write(frame, body.length + 1);
		assertThat(allocatedBy(frame.writeByte(FrameType.REPLAY.code()).writeBytes(body))).isLessThan(64L * LIMIT);
	}

	static Stream<String> bombs() {
		String position = "{\"session\":\"0123456789abcdef\",\"sequence\":1},";
		return Stream.of("[".repeat(60_000), "{\"a\":".repeat(10_000), "{\"room\":\"" + "x".repeat(60_000) + "\"}",
				"{\"room\":" + "9".repeat(60_000) + "}", "{\"after\":[" + "{},".repeat(20_000) + "{}]}",
				"{\"room\":\"a\",\"after\":[" + position.repeat(1_300) + position.replace(",", "") + "]}",
				"{" + "\"k\":0,".repeat(10_000) + "\"room\":\"a\"}", "{\"" + "k".repeat(60_000) + "\":1}");
	}

	private long allocatedBy(ByteBuf wire) {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		decode(wire.duplicate());
		long before = threads.getCurrentThreadAllocatedBytes();
		decode(wire);
		return threads.getCurrentThreadAllocatedBytes() - before;
	}

	private void decode(ByteBuf wire) {
		try {
			this.decoder.decode(wire);
		}
		catch (ProtocolException ex) {
			assertThat(ex.code()).isIn(CloseCode.PROTOCOL_ERROR, CloseCode.FRAME_TOO_LARGE);
		}
	}

}
