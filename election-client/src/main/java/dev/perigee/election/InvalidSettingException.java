package dev.perigee.election;

import java.time.Duration;

/**
 * A setting of the client is missing or wrong.
 */
public final class InvalidSettingException extends IllegalArgumentException {

	private final String property;

	private final String problem;

	private final String remedy;

	/**
	 * Creates the exception.
	 * @param property the property that holds the setting in a Spring application
	 * @param problem what is wrong with it
	 * @param remedy how to mend it, a sentence
	 */
	public InvalidSettingException(String property, String problem, String remedy) {
		super(property + ": " + problem);
		this.property = property;
		this.problem = problem;
		this.remedy = remedy;
	}

	static void requirePositive(String property, Duration value) {
		require(value.compareTo(Duration.ZERO) > 0, property, "must be positive, was " + value,
				"Set a duration like 200ms or 3s.");
	}

	static void require(boolean condition, String property, String problem, String remedy) {
		if (!condition) {
			throw new InvalidSettingException("election." + property, problem, remedy);
		}
	}

	/**
	 * Returns the property that holds the setting in a Spring application.
	 * @return for example {@code election.period}
	 */
	public String property() {
		return this.property;
	}

	/**
	 * Returns how to mend it.
	 * @return a sentence
	 */
	public String remedy() {
		return this.remedy;
	}

	/**
	 * Says where the setting was found.
	 * @param prefix the property that the setting belongs to
	 * @return the same, with the longer name
	 */
	public InvalidSettingException within(String prefix) {
		return new InvalidSettingException(prefix + "." + this.property, this.problem, this.remedy);
	}

}
