package dev.perigee.protocol;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The identity of a session in every region and through every move. It is public: what
 * proves that a session is one's own is the resume token.
 *
 * @param value 64 random bits
 */
public record SessionId(long value) {

	/**
	 * Draws a new identity.
	 * @param random the source of chance
	 * @return the identity
	 */
	public static SessionId random(RandomGenerator random) {
		return new SessionId(random.nextLong());
	}

	/**
	 * Reads the form of {@link #toString()}.
	 * @param hex 16 hexadecimal digits
	 * @return the identity
	 * @throws IllegalArgumentException when the text is anything else
	 */
	@JsonCreator
	public static SessionId of(String hex) {
		if (hex.length() != 16 || !hex.chars().allMatch(HexFormat::isHexDigit)) {
			throw new IllegalArgumentException("session: 16 hexadecimal digits expected");
		}
		return new SessionId(HexFormat.fromHexDigitsToLong(hex));
	}

	/**
	 * Returns the form in JSON and in logs.
	 * @return 16 lower-case hexadecimal digits
	 */
	@JsonValue
	@Override
	public String toString() {
		return HexFormat.of().toHexDigits(this.value);
	}

}
