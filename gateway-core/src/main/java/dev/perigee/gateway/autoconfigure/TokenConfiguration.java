package dev.perigee.gateway.autoconfigure;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.MonotonicClock;
import dev.perigee.gateway.auth.InvalidAuthException;
import dev.perigee.gateway.auth.JwkSetKeys;
import dev.perigee.gateway.auth.PublicKeys;
import dev.perigee.gateway.auth.ResumeTokens;
import dev.perigee.gateway.auth.SigningSecret;
import dev.perigee.gateway.auth.TokenKeys;
import dev.perigee.gateway.auth.TokenVerifier;
import dev.perigee.gateway.metrics.GatewayMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/**
 * Decides what tokens are verified with. Without a decision the gateway does not start;
 * only the profile {@code dev} makes a secret of its own, and says so.
 */
@Configuration(proxyBeanMethods = false)
final class TokenConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(TokenConfiguration.class);

	private final SecureRandom random = new SecureRandom();

	private final GatewayProperties.Auth auth;

	private final boolean dev;

	TokenConfiguration(GatewayProperties properties, Environment environment) {
		this.auth = properties.auth();
		this.dev = environment.acceptsProfiles(Profiles.of("dev"));
	}

	@Bean
	TokenKeys tokenKeys(Scheduler gatewayTimer, GatewayMetrics metrics) {
		requireOneSource();
		if (this.auth.publicKey() != null) {
			return PublicKeys.ofPem(this.auth.publicKey());
		}
		if (this.auth.jwkSetUri() != null) {
			JwkSetKeys keys = new JwkSetKeys(this.auth.jwkSetUri(), this.auth, gatewayTimer, new MonotonicClock(),
					metrics);
			keys.start();
			return keys;
		}
		if (this.auth.secret() == null) {
			logger.info("gateway.auth.secret is not set: profile 'dev' made one that lasts until this process ends");
			return SigningSecret.random(this.random);
		}
		return SigningSecret.of("gateway.auth.secret", this.auth.secret());
	}

	private void requireOneSource() {
		List<String> sources = new ArrayList<>();
		if (this.auth.secret() != null) {
			sources.add("gateway.auth.secret");
		}
		if (this.auth.publicKey() != null) {
			sources.add("gateway.auth.public-key");
		}
		if (this.auth.jwkSetUri() != null) {
			sources.add("gateway.auth.jwk-set-uri");
		}
		if (sources.isEmpty() && !this.dev) {
			throw InvalidAuthException.noKeys();
		}
		if (sources.size() > 1) {
			throw InvalidAuthException.severalKeys(sources);
		}
	}

	@Bean
	TokenVerifier tokenVerifier(TokenKeys keys) {
		return new TokenVerifier(keys, this.auth, Clock.systemUTC());
	}

	@Bean
	ResumeTokens resumeTokens(GatewayProperties properties, TokenKeys keys) {
		return new ResumeTokens(resumeSecret(keys), properties.session().resumeLifetime(), Clock.systemUTC());
	}

	/** Gateways sign resume tokens themselves: public keys can't do that. */
	private SigningSecret resumeSecret(TokenKeys keys) {
		if (this.auth.resumeSecret() == null && keys instanceof SigningSecret shared) {
			return shared;
		}
		if (this.auth.resumeSecret() == null && this.dev) {
			logger.info("gateway.auth.resume-secret is not set: profile 'dev' made one that lasts until this process "
					+ "ends");
			return SigningSecret.random(this.random);
		}
		return SigningSecret.of("gateway.auth.resume-secret", this.auth.resumeSecret());
	}

}
