package dev.perigee.gateway.autoconfigure;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.perigee.gateway.GatewayProperties;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/**
 * Warns at the start, once each, of settings that let more people in than most
 * installations mean to. The profile {@code dev} is for machines that nobody else
 * reaches, and is not warned of.
 */
final class InsecureSettings implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(InsecureSettings.class);

	/** Whatever the host, in the grammar of Spring's patterns. */
	private static final Pattern ANY_ORIGIN = Pattern.compile("(\\w+://)?\\*(:.*)?");

	private final GatewayProperties properties;

	private final boolean dev;

	InsecureSettings(GatewayProperties properties, Environment environment) {
		this.properties = properties;
		this.dev = environment.acceptsProfiles(Profiles.of("dev"));
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!this.dev) {
			warnings(this.properties).forEach(logger::warn);
		}
	}

	/** Names each such property, and what it means that it is so. */
	static List<String> warnings(GatewayProperties properties) {
		GatewayProperties.Auth auth = properties.auth();
		return Stream
			.of(when(auth.issuer() == null, "gateway.auth.issuer is not set: tokens may name any issuer"),
					when(auth.audience() == null,
							"gateway.auth.audience is not set: tokens that their issuer has made for other "
									+ "applications are taken, too"),
					when(isOpenToOthers(auth.jwkSetUri()),
							"gateway.auth.jwk-set-uri is fetched over http: who is on the way there can make tokens"),
					when(properties.allowedOrigins().stream().anyMatch(ANY_ORIGIN.asMatchPredicate()),
							"gateway.allowed-origins lets the pages of all sites connect"))
			.flatMap((warning) -> warning)
			.toList();
	}

	private static Stream<String> when(boolean insecure, String warning) {
		return insecure ? Stream.of(warning) : Stream.empty();
	}

	private static boolean isOpenToOthers(@Nullable URI url) {
		return url != null && "http".equals(url.getScheme()) && !isLoopback(url.getHost());
	}

	/** Asks no DNS, which may say something else tomorrow. */
	private static boolean isLoopback(@Nullable String host) {
		if (host == null) {
			return false;
		}
		InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
		return host.equals("localhost") || (address != null && address.isLoopbackAddress());
	}

}
