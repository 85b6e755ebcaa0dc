package dev.perigee.election;

import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.SessionId;
import dev.perigee.protocol.StandbyFrames;
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

	/** Asks another gateway to be ready for the session, which stays where it is. */
	StandbyFrames.Standby standby(String token, ControlFrames.ClientInfo client) {
		if (this.resumeToken == null) {
			throw new IllegalStateException("there is no session to stand by for");
		}
		return new StandbyFrames.Standby(ControlFrames.VERSION, token, this.resumeToken, client);
	}

	/** Takes the session to a gateway that stands by. */
	StandbyFrames.Activate activate() {
		this.epoch++;
		return new StandbyFrames.Activate(this.epoch);
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

	/** Tells whether another gateway can take the session over. */
	boolean isResumable() {
		return this.resumeToken != null;
	}

	SessionId id() {
		if (this.id == null) {
			throw new IllegalStateException("no gateway has welcomed the session yet");
		}
		return this.id;
	}

}
