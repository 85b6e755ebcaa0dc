package dev.perigee.election;

/**
 * What the client as a whole is doing.
 */
public enum ConnectionState {

	/** Not started. */
	IDLE,

	/** Dialling every candidate; nothing has carried traffic yet. */
	CONNECTING,

	/** The incumbent carries the traffic. */
	CONNECTED,

	/** The incumbent still carries the traffic while its successor joins the rooms. */
	MOVING,

	/** Nothing carries traffic; candidates are dialled again and again, with delays. */
	RECONNECTING,

	/** Every candidate has refused for good: only a new client can help. Final. */
	REFUSED,

	/** Closed by the application. Final. */
	CLOSED;

	/**
	 * Tells whether messages get through.
	 * @return {@code true} when connected or moving
	 */
	public boolean carriesTraffic() {
		return this == CONNECTED || this == MOVING;
	}

	/**
	 * Tells whether the state is left again.
	 * @return {@code true} when it is not
	 */
	public boolean isFinal() {
		return this == REFUSED || this == CLOSED;
	}

}
