package dev.perigee.webtransport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CapsuleParserTests {

	private static final int LIMIT = 64;

	private final List<String> events = new ArrayList<>();

	private final CapsuleParser parser = new CapsuleParser(LIMIT, new CapsuleParser.Listener() {

		@Override
		public void closeReceived(long code, String reason) {
			CapsuleParserTests.this.events.add("close " + code + " " + reason);
		}

		@Override
		public void drainReceived() {
			CapsuleParserTests.this.events.add("drain");
		}

	});

	@Test
	void readsWhatTheEncoderWrites() {
		this.parser.parse(drain());
		this.parser.parse(close(-1, "größer"));
		assertThat(this.events).containsExactly("drain", "close 4294967295 größer");
	}

	@Test
	void readsOneByteAtATime() {
		ByteBuf all = Unpooled.wrappedBuffer(drain(), unknown(20, 20), close(7, "bye"));
		while (all.isReadable()) {
			this.parser.parse(all.readSlice(1));
		}
		assertThat(this.events).containsExactly("drain", "close 7 bye");
	}

	@Test
	void skipsUnknownCapsuleOfAnyLength() {
		this.parser.parse(unknown(Varint.MAX_VALUE, 0));
		for (int i = 0; i < 1000; i++) {
			this.parser.parse(Unpooled.wrappedBuffer(new byte[1000]));
		}
		assertThat(this.events).isEmpty();
	}

	@Test
	void continuesAfterEmptyUnknownCapsule() {
		this.parser.parse(Unpooled.wrappedBuffer(unknown(0, 0), drain()));
		assertThat(this.events).containsExactly("drain");
	}

	@ParameterizedTest
	@ValueSource(longs = { LIMIT + 1, Integer.MAX_VALUE, Varint.MAX_VALUE, 0, 3 })
	void refusesCloseOfImpossibleLength(long length) {
		assertThatExceptionOfType(MalformedCapsuleException.class)
			.isThrownBy(() -> this.parser.parse(header(Capsules.CLOSE_SESSION, length)));
	}

	@Test
	void refusesDrainWithContent() {
		assertThatExceptionOfType(MalformedCapsuleException.class)
			.isThrownBy(() -> this.parser.parse(header(Capsules.DRAIN_SESSION, 1)));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void failsOnlyInItsOwnWayOnAnyBytes(long seed) {
		Random random = new Random(seed);
		for (int run = 0; run < 20_000; run++) {
			byte[] bytes = new byte[random.nextInt(80)];
			random.nextBytes(bytes);
			ByteBuf input = Unpooled.wrappedBuffer(bytes);
			if (random.nextBoolean()) {
				input = Unpooled
					.wrappedBuffer(header(random.nextBoolean() ? Capsules.CLOSE_SESSION : Capsules.DRAIN_SESSION,
							random.nextInt(99)), input);
			}
			feedInPieces(input, random);
		}
	}

	private void feedInPieces(ByteBuf input, Random random) {
		CapsuleParser fresh = new CapsuleParser(LIMIT, new CapsuleParser.Listener() {

			@Override
			public void closeReceived(long code, String reason) {
				assertThat(code).isBetween(0L, 0xffff_ffffL);
				assertThat(reason.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(3 * LIMIT);
			}

			@Override
			public void drainReceived() {
			}

		});
		try {
			while (input.isReadable()) {
				fresh.parse(input.readSlice(1 + random.nextInt(input.readableBytes())));
			}
		}
		catch (MalformedCapsuleException ex) {
			assertThat(ex).hasMessageStartingWith("A capsule of ");
		}
	}

	private static ByteBuf drain() {
		return heap(Capsules.drain(UnpooledByteBufAllocator.DEFAULT));
	}

	private static ByteBuf close(int code, String reason) {
		return heap(Capsules.close(UnpooledByteBufAllocator.DEFAULT, code, Capsules.encodeReason(reason)));
	}

	private static ByteBuf heap(ByteBuf direct) {
		ByteBuf copy = Unpooled.copiedBuffer(direct);
		direct.release();
		return copy;
	}

	private static ByteBuf unknown(long length, int written) {
		return header(0x1234_5678, length).writeZero(written);
	}

	private static ByteBuf header(long type, long length) {
		ByteBuf capsule = Unpooled.buffer();
		Varint.write(capsule, type);
		Varint.write(capsule, length);
		return capsule;
	}

}
