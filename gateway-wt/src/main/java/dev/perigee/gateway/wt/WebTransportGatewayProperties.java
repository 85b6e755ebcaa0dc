package dev.perigee.gateway.wt;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration of the WebTransport endpoint.
 *
 * @param host address to listen on
 * @param port UDP port to listen on; 0 lets the system choose
 * @param path path of the endpoint
 * @param loops event loops, each with a UDP socket of its own on the same port; more than
 * one needs Linux
 * @param sslBundle name of the SSL bundle with key and certificate; the profile 'dev'
 * makes a certificate of its own when it is not set
 * @param retryKey secret of at least 16 bytes, the same on all gateways of a region;
 * clients then prove their address before anything is spent on them, at the price of one
 * round trip
 * @param serverId up to 8 bytes in hexadecimal, with or without {@code 0x}, or 8 bytes in
 * Base64, that a load balancer finds in every connection id after the first byte
 */
@ConfigurationProperties("gateway.wt")
record WebTransportGatewayProperties(@DefaultValue("0.0.0.0") String host, @DefaultValue("4433") int port,
		@DefaultValue("/rt") String path, @DefaultValue("1") int loops, @Nullable String sslBundle,
		@Nullable String retryKey, @DefaultValue("") String serverId) {

	WebTransportGatewayProperties {
		require(port >= 0 && port <= 65535, "gateway.wt.port", "0 to 65535", port);
		require(path.startsWith("/"), "gateway.wt.path", "a path that begins with '/'", "'" + path + "'");
		require(loops >= 1, "gateway.wt.loops", "1 or more", loops);
		require(serverId.matches("(0x)?([0-9a-fA-F]{2}){0,8}|[A-Za-z0-9+/]{11}="), "gateway.wt.server-id",
				"up to 8 bytes in hexadecimal, or 8 in Base64", "'" + serverId + "'");
		if (retryKey != null) {
			int bytes = retryKey.getBytes(StandardCharsets.UTF_8).length;
			require(bytes >= 16, "gateway.wt.retry-key", "16 bytes or more", bytes + " bytes");
		}
	}

	byte[] serverIdBytes() {
		if (this.serverId.endsWith("=")) {
			return Base64.getDecoder().decode(this.serverId);
		}
		return HexFormat.of().parseHex(this.serverId.replaceFirst("^0x", ""));
	}

	/** Keeps the key out of logs. */
	@Override
	public String toString() {
		return "WebTransportGatewayProperties[host=" + this.host + ", port=" + this.port + ", path=" + this.path
				+ ", loops=" + this.loops + ", sslBundle=" + this.sslBundle + ", retry=" + (this.retryKey != null)
				+ ", serverId=" + this.serverId + "]";
	}

	private static void require(boolean valid, String property, String expected, Object actual) {
		if (!valid) {
			throw new IllegalArgumentException(property + ": " + expected + " expected, was " + actual);
		}
	}

}
