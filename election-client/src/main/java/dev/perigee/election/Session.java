package dev.perigee.election;

import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * The client's identity at the gateways, which outlives every connection. Confined to the
 * client's loop.
 */
final class Session {

	private @Nullable String resumeToken;

	private @Nullable SessionId id;

	private long epoch;

	ControlFrames.Hello hello(String token, ControlFrames.ClientInfo client) {
		this.epoch++;
		return new ControlFrames.Hello(ControlFrames.VERSION, token, this.resumeToken, this.epoch, client);
	}

	/**
	 * Takes the gateway's answer.
	 * @return {@code false} when a session of before has come to an end and a new one
	 * begins
	 */
	boolean welcomed(ControlFrames.Welcome welcome) {
		boolean goesOn = this.id == null || this.id.equals(welcome.session());
		this.id = welcome.session();
		this.resumeToken = welcome.resumeToken();
		return goesOn;
	}

	/** Counts the attaches. */
	long epoch() {
		return this.epoch;
	}

	/** The next {@code HELLO} asks for a new session. */
	void forgetResumeToken() {
		this.resumeToken = null;
	}

	SessionId id() {
		if (this.id == null) {
			throw new IllegalStateException("no gateway has welcomed the session yet");
		}
		return this.id;
	}

}
