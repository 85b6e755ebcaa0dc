package dev.perigee.webtransport;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.LongSupplier;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicTokenHandler;

/**
 * Retry tokens (RFC 9000, section 8.1.2) that any server with the same key can validate:
 * {@code HMAC-SHA256(key, address, port, second, id)[0..16) | second | id}, where the id
 * is the connection id that the client chose first. They prove that the client receives
 * at its address before the server spends anything on it. Stateless and thread-safe.
 */
final class RetryTokens implements QuicTokenHandler {

	static final int MIN_KEY_BYTES = 16;

	private static final String ALGORITHM = "HmacSHA256";

	private static final int MAC_BYTES = 16;

	private static final int HEADER_BYTES = MAC_BYTES + Long.BYTES;

	/** A client answers a Retry at once; this allows for slow ones and skewed clocks. */
	private static final long LIFETIME_SECONDS = 30;

	private final SecretKeySpec key;

	private final LongSupplier epochSeconds;

	/**
	 * @param key at least {@value #MIN_KEY_BYTES} bytes, shared by all servers behind one
	 * address
	 * @param epochSeconds the time, which those servers roughly agree about
	 */
	RetryTokens(byte[] key, LongSupplier epochSeconds) {
		if (key.length < MIN_KEY_BYTES) {
			throw new IllegalArgumentException("A Retry key has at least " + MIN_KEY_BYTES + " bytes: " + key.length);
		}
		this.key = new SecretKeySpec(key, ALGORITHM);
		this.epochSeconds = epochSeconds;
	}

	/**
	 * Makes tokens of a key that nobody else has.
	 * @param epochSeconds the time
	 */
	static RetryTokens ofThisProcess(LongSupplier epochSeconds) {
		byte[] key = new byte[2 * MIN_KEY_BYTES];
		new SecureRandom().nextBytes(key);
		return new RetryTokens(key, epochSeconds);
	}

	@Override
	public boolean writeToken(ByteBuf out, ByteBuf destinationId, InetSocketAddress address) {
		byte[] id = ByteBufUtil.getBytes(destinationId);
		long second = this.epochSeconds.getAsLong();
		out.writeBytes(mac(address, second, id)).writeLong(second).writeBytes(id);
		return true;
	}

	@Override
	public int validateToken(ByteBuf token, InetSocketAddress address) {
		if (token.readableBytes() < HEADER_BYTES || token.readableBytes() > maxTokenLength()) {
			return -1;
		}
		int start = token.readerIndex();
		byte[] mac = ByteBufUtil.getBytes(token, start, MAC_BYTES);
		long second = token.getLong(start + MAC_BYTES);
		byte[] id = ByteBufUtil.getBytes(token, start + HEADER_BYTES, token.readableBytes() - HEADER_BYTES);
		boolean authentic = MessageDigest.isEqual(mac, mac(address, second, id));
		boolean recent = Math.abs(this.epochSeconds.getAsLong() - second) <= LIFETIME_SECONDS;
		return (authentic && recent) ? HEADER_BYTES : -1;
	}

	@Override
	public int maxTokenLength() {
		return HEADER_BYTES + Quic.MAX_CONN_ID_LEN;
	}

	private byte[] mac(InetSocketAddress address, long second, byte[] id) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			mac.update(address.getAddress().getAddress());
			mac.update(
					ByteBuffer.allocate(Integer.BYTES + Long.BYTES).putInt(address.getPort()).putLong(second).flip());
			return Arrays.copyOf(mac.doFinal(id), MAC_BYTES);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + ALGORITHM, ex);
		}
	}

}
