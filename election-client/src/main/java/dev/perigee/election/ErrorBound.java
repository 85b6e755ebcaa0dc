package dev.perigee.election;

import java.time.Duration;

/**
 * How good a verdict has to be: the winner may be slower than the best candidate by more
 * than {@code epsilon} with a probability of at most {@code alpha}.
 *
 * @param epsilon a difference that nobody minds
 * @param alpha 0.01 for one election in a hundred
 */
public record ErrorBound(Duration epsilon, double alpha) {

	/** 5 ms, 1 %. */
	public static final ErrorBound DEFAULT = new ErrorBound(Duration.ofMillis(5), 0.01);

	private static final String REMEDY = "1 % is 0.01; a duration is like 5ms.";

	public ErrorBound {
		if (epsilon.isNegative() || epsilon.isZero()) {
			throw new InvalidSettingException("election.adaptive.epsilon", "must be positive, was " + epsilon, REMEDY);
		}
		if (!(alpha > 0 && alpha < 1)) {
			throw new InvalidSettingException("election.adaptive.alpha",
					"more than 0 and less than 1 expected, was " + alpha, REMEDY);
		}
	}

}
