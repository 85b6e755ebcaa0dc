package dev.perigee.gateway.autoconfigure;

import dev.perigee.gateway.auth.InvalidAuthException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do about keys that are missing, contradict each other or can't be used.
 */
final class InvalidAuthFailureAnalyzer extends AbstractFailureAnalyzer<InvalidAuthException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidAuthException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
	}

}
