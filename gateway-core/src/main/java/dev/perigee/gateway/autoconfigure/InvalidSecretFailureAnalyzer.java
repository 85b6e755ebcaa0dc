package dev.perigee.gateway.autoconfigure;

import dev.perigee.gateway.auth.InvalidSecretException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do about a missing or short secret.
 */
final class InvalidSecretFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSecretException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidSecretException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()),
				"Set gateway.auth.secret to the secret that your application signs room tokens with (HS256), the same "
						+ "on all gateways; 'openssl rand -base64 32' makes one. For a first try, the profile 'dev' "
						+ "makes its own at each start.",
				cause);
	}

}
