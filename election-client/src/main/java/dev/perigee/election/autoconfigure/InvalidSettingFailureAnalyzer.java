package dev.perigee.election.autoconfigure;

import dev.perigee.election.InvalidSettingException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Names the property and how to mend it.
 */
@Order(0)
final class InvalidSettingFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSettingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingException cause) {
		return new FailureAnalysis("The election client can't be built: " + cause.getMessage(), cause.remedy(), cause);
	}

}
