package dev.perigee.webtransport;

import java.nio.ByteBuffer;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ConnectionIdsTests {

	@Test
	void putsServerIdAndLoopInFront() {
		ConnectionIds ids = new ConnectionIds(new byte[] { 10, 11, 12 });
		QuicConnectionIdGenerator generator = ids.generator(258);
		for (ByteBuffer id : new ByteBuffer[] { generator.newId(ConnectionIds.LENGTH),
				generator.newId(ByteBuffer.allocate(8), ConnectionIds.LENGTH),
				generator.newId(ByteBuffer.allocate(8), ByteBuffer.allocate(8), ConnectionIds.LENGTH) }) {
			assertThat(id.remaining()).isEqualTo(ConnectionIds.LENGTH);
			byte[] prefix = new byte[5];
			id.duplicate().get(prefix);
			assertThat(prefix).containsExactly(10, 11, 12, 1, 2);
			assertThat(ids.decodeIndex(Unpooled.wrappedBuffer(id))).isEqualTo(258);
		}
	}

	@Test
	void findsNoLoopInShortId() {
		assertThat(new ConnectionIds(new byte[8]).decodeIndex(Unpooled.wrappedBuffer(new byte[9]))).isNegative();
	}

	@Test
	void refusesLongServerId() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ConnectionIds(new byte[9]));
	}

}
