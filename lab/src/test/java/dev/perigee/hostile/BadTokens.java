package dev.perigee.hostile;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Random;

import dev.perigee.lab.gateway.DevTokens;

/**
 * Tokens that a gateway must not take.
 */
final class BadTokens {

	private static final Duration GOOD = Duration.ofHours(1);

	private static final List<String> ROOMS = List.of("*");

	private static final String CLAIMS = """
			{"iss":"%s","aud":"%s","sub":"mallory","rooms":["*"],"exp":99999999999}""".formatted(DevTokens.ISSUER,
			DevTokens.AUDIENCE);

	private final DevTokens tokens;

	private final DevTokens strangers;

	/**
	 * Prepares them.
	 * @param tokens mints tokens that the gateways would take
	 */
	BadTokens(DevTokens tokens) {
		this.tokens = tokens;
		this.strangers = DevTokens.generate(new Random(1), InstantSource.system());
	}

	/** Draws one that has expired, is not signed, by somebody else, or no JWT at all. */
	String draw(Random random) {
		String user = "mallory-" + random.nextInt();
		String signed = this.tokens.mint(user, ROOMS, GOOD);
		return switch (random.nextInt(8)) {
			case 0 -> this.tokens.mint(user, ROOMS, Duration.ofHours(-1 - random.nextInt(100)));
			case 1 -> this.strangers.mint(user, ROOMS, GOOD);
			case 2 -> encode("{\"alg\":\"none\"}") + '.' + encode(CLAIMS) + '.';
			case 3 -> encode("{\"alg\":\"HS256\"}") + '.' + encode(CLAIMS) + '.' + encode("no signature of 32 bytes");
			case 4 -> encode("{\"alg\":\"RS256\"}") + signed.substring(signed.indexOf('.'));
			case 5 -> signed.substring(0, signed.indexOf('.') + 1) + encode(CLAIMS)
					+ signed.substring(signed.lastIndexOf('.'));
			case 6 -> this.tokens.mint("u".repeat(257 + random.nextInt(500)), ROOMS, GOOD);
			default -> random.ints(1 + random.nextInt(300), '-', 'z')
				.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
				.toString();
		};
	}

	private static String encode(String text) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
