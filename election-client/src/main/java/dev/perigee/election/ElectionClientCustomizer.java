package dev.perigee.election;

/**
 * Changes the configuration of a client before it is built.
 */
@FunctionalInterface
public interface ElectionClientCustomizer {

	/**
	 * Called once, after the properties have been applied.
	 * @param builder the builder to change
	 */
	void customize(ElectionClientBuilder builder);

}
