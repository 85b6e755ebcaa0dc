package dev.perigee.gateway.telemetry;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names a network by a keyed hash of its prefix: 24 bits of an IPv4 address, 48 of an
 * IPv6 address. There are only 16 million of the former, so that a hash without a key
 * would be no secret; and the name is another one each day (UTC), so that nobody is
 * followed for longer. Nodes with the same salt agree on the names. Whoever has the salt
 * can try all prefixes: it is kept like a password.
 */
final class PrefixNames implements NetworkNames {

	private static final String ALGORITHM = "HmacSHA256";

	private static final int IPV4_PREFIX_BYTES = 3;

	private static final int IPV6_PREFIX_BYTES = 6;

	/** Of 100,000 networks about one pair shares a name of 32 bits; one is enough. */
	private static final int NAME_BYTES = 4;

	private final SecretKeySpec key;

	private final InstantSource clock;

	/**
	 * Begins with a salt.
	 * @param salt the secret, 16 bytes or more
	 * @param clock tells the day
	 */
	PrefixNames(byte[] salt, InstantSource clock) {
		this.key = new SecretKeySpec(salt, ALGORITHM);
		this.clock = clock;
	}

	@Override
	public String name(InetAddress address) {
		int prefixBytes = (address instanceof Inet4Address) ? IPV4_PREFIX_BYTES : IPV6_PREFIX_BYTES;
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			mac.update(LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC).toString().getBytes());
			mac.update((byte) prefixBytes);
			mac.update(address.getAddress(), 0, prefixBytes);
			return "n-" + HexFormat.of().formatHex(mac.doFinal(), 0, NAME_BYTES);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every JVM has " + ALGORITHM, ex);
		}
	}

}
