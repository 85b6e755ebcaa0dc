package dev.perigee.election;

import java.time.Duration;
import java.util.Map;

/**
 * Reads the parameters of a rule back from a record.
 */
final class RuleParameters {

	private RuleParameters() {
	}

	static Preference preference(Map<String, String> parameters) {
		return new Preference(Double.parseDouble(value(parameters, "preference.share")),
				Duration.parse(value(parameters, "preference.allowance")));
	}

	static LoadPenalty loadPenalty(Map<String, String> parameters) {
		return new LoadPenalty(Duration.parse(value(parameters, "load-penalty")));
	}

	static ErrorBound errorBound(Map<String, String> parameters) {
		return new ErrorBound(Duration.parse(value(parameters, "adaptive.epsilon")),
				Double.parseDouble(value(parameters, "adaptive.alpha")));
	}

	static LastKnownGoodStrategy lastKnownGood(Map<String, String> parameters) {
		return new LastKnownGoodStrategy(value(parameters, "memory.candidate"),
				Duration.parse(value(parameters, "memory.rtt")));
	}

	private static String value(Map<String, String> parameters, String name) {
		String value = parameters.get(name);
		if (value == null) {
			throw new IllegalArgumentException("the parameter '%s' is missing".formatted(name));
		}
		return value;
	}

}
