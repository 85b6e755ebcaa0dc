package dev.perigee.webtransport;

import java.net.InetSocketAddress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RetryTokensTests {

	private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 4433);

	private static final byte[] ID = { 1, 2, 3, 4, 5, 6, 7, 8 };

	private long now = 1_000_000;

	private final RetryTokens tokens = new RetryTokens(new byte[32], () -> this.now);

	@Test
	void acceptsItsOwnTokenAndFindsTheFirstConnectionId() {
		ByteBuf token = token();
		int offset = this.tokens.validateToken(token, CLIENT);
		assertThat(token.slice(offset, token.readableBytes() - offset)).isEqualTo(Unpooled.wrappedBuffer(ID));
		assertThat(token.readableBytes()).isLessThanOrEqualTo(this.tokens.maxTokenLength());
	}

	@Test
	void acceptsTokenOfAnotherServerWithTheSameKey() {
		RetryTokens other = new RetryTokens(new byte[32], () -> this.now + 2);
		assertThat(other.validateToken(token(), CLIENT)).isPositive();
	}

	@Test
	void refusesExpiredToken() {
		ByteBuf token = token();
		this.now += 30;
		assertThat(this.tokens.validateToken(token, CLIENT)).isPositive();
		this.now += 1;
		assertThat(this.tokens.validateToken(token, CLIENT)).isNegative();
	}

	@Test
	void refusesOtherAddressAndPort() {
		ByteBuf token = token();
		assertThat(this.tokens.validateToken(token, new InetSocketAddress("192.0.2.2", 4433))).isNegative();
		assertThat(this.tokens.validateToken(token, new InetSocketAddress("192.0.2.1", 4434))).isNegative();
	}

	@Test
	void refusesTokenWithAnyBitChanged() {
		ByteBuf token = token();
		for (int bit = 0; bit < token.readableBytes() * 8; bit++) {
			ByteBuf tampered = token.copy();
			tampered.setByte(bit / 8, tampered.getByte(bit / 8) ^ 1 << bit % 8);
			assertThat(this.tokens.validateToken(tampered, CLIENT)).isNegative();
		}
	}

	@Test
	void refusesTokenOfAnotherKey() {
		byte[] key = new byte[32];
		key[0] = 1;
		assertThat(new RetryTokens(key, () -> this.now).validateToken(token(), CLIENT)).isNegative();
	}

	@Test
	void refusesTokenOfWrongLength() {
		assertThat(this.tokens.validateToken(Unpooled.EMPTY_BUFFER, CLIENT)).isNegative();
		assertThat(this.tokens.validateToken(token().slice(0, 20), CLIENT)).isNegative();
		assertThat(this.tokens.validateToken(token().writeZero(40), CLIENT)).isNegative();
	}

	@Test
	void refusesShortKey() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryTokens(new byte[15], () -> this.now));
	}

	private ByteBuf token() {
		ByteBuf token = Unpooled.buffer();
		assertThat(this.tokens.writeToken(token, Unpooled.wrappedBuffer(ID), CLIENT)).isTrue();
		return token;
	}

}
