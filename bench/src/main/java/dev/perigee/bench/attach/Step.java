package dev.perigee.bench.attach;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The steps of a session into a gateway.
 */
enum Step {

	/** The handshakes of the transport. */
	CONNECT("connect"),

	/** HELLO of a new session, and JOIN. */
	HELLO("HELLO"),

	/** STANDBY of a session that another gateway holds, and JOIN. */
	STANDBY("STANDBY"),

	/** ACTIVATE of a session that stood by, and JOIN. */
	ACTIVATE("ACTIVATE");

	private final String text;

	Step(String text) {
		this.text = text;
	}

	@JsonValue
	@Override
	public String toString() {
		return this.text;
	}

}
