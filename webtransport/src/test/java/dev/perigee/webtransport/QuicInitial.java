package dev.perigee.webtransport;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The first packets of QUIC version 1, made and read by hand (RFC 9000, section 17.2; RFC
 * 9001, section 5), so that a test can say what no QUIC client would.
 */
public final class QuicInitial {

	private static final byte[] SALT = HexFormat.of().parseHex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a");

	private static final int MIN_DATAGRAM_BYTES = 1200;

	private static final int TAG_BYTES = 16;

	private static final int PACKET_NUMBER_BYTES = 4;

	private static final byte[] VERSION_1 = { 0, 0, 0, 1 };

	private final byte[] destinationId;

	private final byte[] sourceId;

	private final byte[] token;

	/**
	 * Describes a client's packet.
	 * @param destinationId of at least 8 bytes, which all keys are made of
	 * @param sourceId the client's
	 * @param token what a Retry brought; empty before
	 */
	public QuicInitial(byte[] destinationId, byte[] sourceId, byte[] token) {
		this.destinationId = destinationId.clone();
		this.sourceId = sourceId.clone();
		this.token = token.clone();
	}

	/** Makes the client's datagram with a CRYPTO frame, padded as the RFC wants. */
	public byte[] withCrypto(byte[] handshake) {
		ByteBuffer payload = ByteBuffer.allocate(handshake.length + 16).put((byte) 0x06).put((byte) 0);
		putVarint(payload, handshake.length);
		return withFrames(Arrays.copyOf(payload.put(handshake).array(), payload.position()));
	}

	/** Makes the client's datagram with any frames, padded as the RFC wants. */
	public byte[] withFrames(byte[] frames) {
		byte[] header = header();
		int sealed = Math.max(MIN_DATAGRAM_BYTES - header.length - 2 - PACKET_NUMBER_BYTES, frames.length + TAG_BYTES);
		ByteBuffer packet = ByteBuffer.allocate(header.length + 2 + PACKET_NUMBER_BYTES + sealed).put(header);
		packet.putShort((short) (0x4000 | PACKET_NUMBER_BYTES + sealed)).putInt(0);
		byte[] associated = Arrays.copyOf(packet.array(), packet.position());
		Keys keys = new Keys("client in");
		packet.put(keys.crypt(Cipher.ENCRYPT_MODE, 0, associated, Arrays.copyOf(frames, sealed - TAG_BYTES)));
		keys.protectHeader(packet.array(), header.length + 2, PACKET_NUMBER_BYTES);
		return packet.array();
	}

	private byte[] header() {
		ByteBuffer header = ByteBuffer.allocate(64 + this.token.length).put((byte) 0xc3).put(VERSION_1);
		header.put((byte) this.destinationId.length).put(this.destinationId);
		header.put((byte) this.sourceId.length).put(this.sourceId);
		putVarint(header, this.token.length);
		return Arrays.copyOf(header.put(this.token).array(), header.position());
	}

	/** Answers a Retry as a client does. */
	public QuicInitial after(byte[] retry) {
		ByteBuffer packet = ByteBuffer.wrap(retry).position(5);
		packet.get(new byte[packet.get()]);
		byte[] newDestination = new byte[packet.get()];
		packet.get(newDestination);
		byte[] newToken = new byte[packet.remaining() - TAG_BYTES];
		packet.get(newToken);
		return new QuicInitial(newDestination, this.sourceId, newToken);
	}

	/** Tells whether a server's packet is a Retry. */
	public static boolean isRetry(byte[] packet) {
		return (packet[0] & 0xf0) == 0xf0;
	}

	/**
	 * Reads the frames of a server's first Initial packet.
	 * @throws IllegalArgumentException when the packet is none, or not for this client
	 */
	public byte[] framesOf(byte[] answer) {
		ByteBuffer packet = ByteBuffer.wrap(answer.clone());
		if ((packet.get() & 0xf0) != 0xc0) {
			throw new IllegalArgumentException("Not an Initial packet: " + HexFormat.of().toHexDigits(answer[0]));
		}
		packet.position(5);
		packet.get(new byte[packet.get()]);
		packet.get(new byte[packet.get()]);
		packet.get(new byte[(int) getVarint(packet)]);
		int length = (int) getVarint(packet);
		int numberAt = packet.position();
		Keys keys = new Keys("server in");
		int numberBytes = keys.unprotectHeader(packet.array(), numberAt);
		int number = 0;
		for (int i = 0; i < numberBytes; i++) {
			number = number << 8 | packet.get() & 0xff;
		}
		byte[] sealed = new byte[length - numberBytes];
		packet.get(sealed);
		return keys.crypt(Cipher.DECRYPT_MODE, number, Arrays.copyOf(packet.array(), numberAt + numberBytes), sealed);
	}

	private static void putVarint(ByteBuffer out, int value) {
		out.putShort((short) (0x4000 | value));
	}

	private static long getVarint(ByteBuffer in) {
		byte first = in.get();
		long value = first & 0x3f;
		for (int i = 1; i < 1 << ((first & 0xff) >>> 6); i++) {
			value = value << 8 | in.get() & 0xff;
		}
		return value;
	}

	/**
	 * A ClientHello for ALPN {@code h3}.
	 * @param versions TLS versions of the extension supported_versions; without any the
	 * client knows TLS 1.2 at most
	 */
	public byte[] clientHello(int... versions) {
		ByteArrayOutputStream extensions = new ByteArrayOutputStream();
		extension(extensions, 0x0a, HexFormat.of().parseHex("0002001d"));
		extension(extensions, 0x0d, HexFormat.of().parseHex("000404030804"));
		extension(extensions, 0x10, HexFormat.of().parseHex("0003026833"));
		extension(extensions, 0x33, HexFormat.of().parseHex("0024001d0020" + "09".repeat(32)));
		byte[] parameters = ByteBuffer.allocate(2 + this.sourceId.length)
			.put((byte) 0x0f)
			.put((byte) this.sourceId.length)
			.put(this.sourceId)
			.array();
		extension(extensions, 0x39, parameters);
		if (versions.length > 0) {
			ByteBuffer offered = ByteBuffer.allocate(1 + 2 * versions.length).put((byte) (2 * versions.length));
			Arrays.stream(versions).forEach((version) -> offered.putShort((short) version));
			extension(extensions, 0x2b, offered.array());
		}
		byte[] body = extensions.toByteArray();
		ByteBuffer hello = ByteBuffer.allocate(49 + body.length).putInt(0x01000000 | 45 + body.length);
		hello.putShort((short) 0x0303).put(new byte[32]).put((byte) 0);
		hello.put(HexFormat.of().parseHex("00041301c02f")).putShort((short) 0x0100).putShort((short) body.length);
		return Arrays.copyOf(hello.put(body).array(), hello.position());
	}

	private static void extension(ByteArrayOutputStream out, int type, byte[] body) {
		out.writeBytes(ByteBuffer.allocate(4 + body.length)
			.putShort((short) type)
			.putShort((short) body.length)
			.put(body)
			.array());
	}

	/** The keys of one direction. */
	private final class Keys {

		private final byte[] key;

		private final byte[] iv;

		private final byte[] headerKey;

		private Keys(String direction) {
			byte[] secret = expand(hmac(SALT, QuicInitial.this.destinationId), direction, 32);
			this.key = expand(secret, "quic key", 16);
			this.iv = expand(secret, "quic iv", 12);
			this.headerKey = expand(secret, "quic hp", 16);
		}

		private static byte[] expand(byte[] secret, String label, int length) {
			byte[] text = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
			byte[] info = ByteBuffer.allocate(5 + text.length)
				.putShort((short) length)
				.put((byte) text.length)
				.put(text)
				.put((byte) 0)
				.put((byte) 1)
				.array();
			return Arrays.copyOf(hmac(secret, info), length);
		}

		private static byte[] hmac(byte[] secret, byte[] message) {
			try {
				Mac mac = Mac.getInstance("HmacSHA256");
				mac.init(new SecretKeySpec(secret, "HmacSHA256"));
				return mac.doFinal(message);
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private byte[] crypt(int mode, int number, byte[] associated, byte[] text) {
			byte[] nonce = this.iv.clone();
			for (int i = 0; i < 4; i++) {
				nonce[nonce.length - 1 - i] ^= (byte) (number >>> 8 * i);
			}
			try {
				Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
				cipher.init(mode, new SecretKeySpec(this.key, "AES"), new GCMParameterSpec(8 * TAG_BYTES, nonce));
				cipher.updateAAD(associated);
				return cipher.doFinal(text);
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalArgumentException(ex);
			}
		}

		private byte[] mask(byte[] packet, int numberAt) {
			try {
				Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
				cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(this.headerKey, "AES"));
				return cipher.doFinal(packet, numberAt + 4, 16);
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private void protectHeader(byte[] packet, int numberAt, int numberBytes) {
			byte[] mask = mask(packet, numberAt);
			packet[0] ^= (byte) (mask[0] & 0x0f);
			for (int i = 0; i < numberBytes; i++) {
				packet[numberAt + i] ^= mask[1 + i];
			}
		}

		private int unprotectHeader(byte[] packet, int numberAt) {
			byte[] mask = mask(packet, numberAt);
			packet[0] ^= (byte) (mask[0] & 0x0f);
			int numberBytes = (packet[0] & 0x03) + 1;
			for (int i = 0; i < numberBytes; i++) {
				packet[numberAt + i] ^= mask[1 + i];
			}
			return numberBytes;
		}

	}

}
