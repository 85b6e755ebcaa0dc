package dev.perigee.webtransport;

import java.nio.ByteBuffer;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ConnectionIdsTests {

	/** 0x13: configuration 0 (three bits), 19 more bytes (five bits). */
	@Test
	void putsServerIdAndLoopWhereLoadBalancersLook() {
		ConnectionIds ids = new ConnectionIds(new byte[] { 10, 11, 12 });
		QuicConnectionIdGenerator generator = ids.generator(258);
		for (ByteBuffer id : new ByteBuffer[] { generator.newId(ConnectionIds.LENGTH),
				generator.newId(ByteBuffer.allocate(8), ConnectionIds.LENGTH),
				generator.newId(ByteBuffer.allocate(8), ByteBuffer.allocate(8), ConnectionIds.LENGTH) }) {
			assertThat(id.remaining()).isEqualTo(ConnectionIds.LENGTH);
			byte[] prefix = new byte[6];
			id.duplicate().get(prefix);
			assertThat(prefix).containsExactly(0x13, 10, 11, 12, 1, 2);
			assertThat(ids.decodeIndex(Unpooled.wrappedBuffer(id))).isEqualTo(258);
		}
	}

	@Test
	void saysThatNobodyCanRouteWithoutServerId() {
		ByteBuffer id = new ConnectionIds(new byte[0]).generator(0).newId(ConnectionIds.LENGTH);
		assertThat(id.get(0) & 0b1110_0000).isEqualTo(0b1110_0000);
	}

	@Test
	void findsNoLoopInShortId() {
		assertThat(new ConnectionIds(new byte[8]).decodeIndex(Unpooled.wrappedBuffer(new byte[10]))).isNegative();
	}

	@Test
	void refusesLongServerId() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ConnectionIds(new byte[9]));
	}

}
