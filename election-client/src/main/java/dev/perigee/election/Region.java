package dev.perigee.election;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import dev.perigee.protocol.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Where the gateways of a region are dialled. At least one of the two is needed.
 *
 * @param websocket a {@code ws} or {@code wss} URL
 * @param webtransport an {@code https} URL
 */
public record Region(@Nullable URI websocket, @Nullable URI webtransport) {

	public Region {
		if (websocket == null && webtransport == null) {
			throw new IllegalArgumentException("websocket, webtransport: at least one URL expected");
		}
		check("websocket", websocket, "ws", "wss");
		check("webtransport", webtransport, "https");
	}

	/**
	 * Returns the candidates of the region.
	 * @param name the region's name
	 * @return one or two
	 */
	List<Candidate> candidates(String name) {
		return Stream
			.of((this.webtransport != null) ? new Candidate(name, Transport.WEBTRANSPORT, this.webtransport) : null,
					(this.websocket != null) ? new Candidate(name, Transport.WEBSOCKET, this.websocket) : null)
			.filter(Objects::nonNull)
			.map(Candidate.class::cast)
			.toList();
	}

	private static void check(String property, @Nullable URI url, String... schemes) {
		if (url == null) {
			return;
		}
		String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
		if (!Arrays.asList(schemes).contains(scheme) || url.getHost() == null) {
			throw new IllegalArgumentException("%s: a URL like %s://host:port/rt expected, was '%s'".formatted(property,
					schemes[schemes.length - 1], url));
		}
		if (url.getUserInfo() != null) {
			throw new IllegalArgumentException(property + ": a URL must not hold credentials");
		}
	}

}
