package dev.perigee.gateway.session;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.web.cors.CorsConfiguration;

/**
 * Whose pages may open connections from a browser (RFC 6454). Who sends no origin is no
 * browser, and could send any. Safe for use by several threads.
 */
public final class AllowedOrigins {

	private final CorsConfiguration rules = new CorsConfiguration();

	/**
	 * Takes the rules.
	 * @param patterns origins, in which {@code *} stands for any characters and
	 * {@code [80,443]} for ports
	 */
	public AllowedOrigins(List<String> patterns) {
		this.rules.setAllowedOriginPatterns(patterns);
	}

	boolean contains(@Nullable String origin) {
		return origin == null || this.rules.checkOrigin(origin) != null;
	}

}
