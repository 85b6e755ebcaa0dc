package dev.perigee.webtransport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class VarintTests {

	/** RFC 9000, appendix A.1. */
	@ParameterizedTest
	@CsvSource({ "c2197c5eff14e88c,151288809941952652", "9d7f3e7d,494878333", "7bbd,15293", "25,37" })
	void writesAndReadsTheVectorsOfTheRfc(String hex, long value) {
		ByteBuf buffer = Unpooled.buffer();
		Varint.write(buffer, value);
		assertThat(ByteBufUtil.hexDump(buffer)).isEqualTo(hex);
		assertThat(Varint.read(buffer)).isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 63, 64, 16383, 16384, (1 << 30) - 1, 1 << 30, Varint.MAX_VALUE })
	void roundTripsTheEdgesOfEachLength(long value) {
		ByteBuf buffer = Unpooled.buffer();
		Varint.write(buffer, value);
		assertThat(buffer.readableBytes()).isEqualTo(Varint.length(value));
		assertThat(Varint.read(buffer)).isEqualTo(value);
		assertThat(buffer.isReadable()).isFalse();
	}

	@Test
	void readsNoncanonicalLength() {
		assertThat(Varint.read(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("4025")))).isEqualTo(37);
	}

	@Test
	void leavesIncompleteVarintInPlace() {
		ByteBuf buffer = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("c2197c5eff14e8"));
		assertThat(Varint.read(buffer)).isEqualTo(Varint.INCOMPLETE);
		assertThat(buffer.readerIndex()).isZero();
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, Varint.MAX_VALUE + 1 })
	void refusesWhatIsNoVarint(long value) {
		assertThatIllegalArgumentException().isThrownBy(() -> Varint.write(Unpooled.buffer(), value));
	}

}
