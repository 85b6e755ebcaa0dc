package dev.perigee.gateway.session;

import dev.perigee.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * What a connection makes of the frames it gets, by how far it has come. Probes are
 * answered in every phase and never get here. Confined to the connection's event loop.
 */
sealed interface Phase permits AwaitingHello, Verifying, StandingBy, AttachedSession, ClosedPhase {

	/**
	 * Takes a frame.
	 * @param frame valid for the time of the call
	 * @param way how it came
	 */
	void onFrame(Frame frame, Way way);

	/**
	 * Ends the phase because the connection is gone.
	 * @param normal whether the client said that it is done
	 */
	void onClosed(boolean normal);

	/**
	 * Tells whether the connection has to show, by probes for example, that its client
	 * still means it.
	 * @return whether silence ends it
	 */
	default boolean endsBySilence() {
		return false;
	}

	/**
	 * Tells whether messages may come.
	 * @return whether a session is attached
	 */
	default boolean takesMessages() {
		return false;
	}

	/**
	 * Returns the room that a message is for.
	 * @return its name; {@code null} when the handle stands for none
	 */
	default @Nullable String roomOf(Frame.Publish message) {
		return null;
	}

	/**
	 * How a frame came.
	 */
	enum Way {

		/** Reliably and in order. */
		STREAM,

		/** Without a promise. */
		DATAGRAM

	}

}
