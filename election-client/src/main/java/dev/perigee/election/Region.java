package dev.perigee.election;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
			throw new InvalidSettingException("websocket, webtransport", "at least one of the two URLs expected",
					"Set the URL of the region's gateway, for example wss://us-east.example.com/rt.");
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

	static List<Candidate> candidates(Map<String, Region> regions) {
		return regions.entrySet()
			.stream()
			.flatMap((region) -> region.getValue().candidates(region.getKey()).stream())
			.toList();
	}

	private static void check(String property, @Nullable URI url, String... schemes) {
		if (url == null) {
			return;
		}
		String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
		if (!Arrays.asList(schemes).contains(scheme) || url.getHost() == null) {
			throw new InvalidSettingException(property,
					"'%s' is no %s URL".formatted(url, String.join(" or ", schemes)),
					"Set a URL like %s://us-east.example.com/rt.".formatted(schemes[schemes.length - 1]));
		}
		if (url.getUserInfo() != null) {
			throw new InvalidSettingException(property, "the URL holds credentials",
					"Leave them out: the room token is what a gateway asks for.");
		}
	}

}
