package dev.perigee.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The control frames of a connection that stands by for a session, so that a failover
 * takes one round trip.
 */
public final class StandbyFrames {

	private StandbyFrames() {
	}

	/**
	 * Client: this is me, should I need you. The gateway checks everything that it would
	 * check of a {@code HELLO}, keeps the rooms ready that are joined meanwhile, and
	 * delivers nothing: the session stays where it is until {@link Activate}. Sent again,
	 * it renews the token.
	 *
	 * @param version the protocol version, {@value ControlFrames#VERSION}
	 * @param token the room token (a JWT)
	 * @param resumeToken from an earlier {@code WELCOME}: the session to stand by for
	 * @param client the client's software
	 */
	public record Standby(int version, String token, String resumeToken,
			ControlFrames.@Nullable ClientInfo client) implements Frame.Control {

		public Standby {
			Fields.text("token", token, Limits.MAX_TOKEN_BYTES);
			Fields.text("resumeToken", resumeToken, Limits.MAX_TOKEN_BYTES);
		}

		@Override
		public FrameType type() {
			return FrameType.STANDBY;
		}

		/** Keeps the tokens out of logs. */
		@Override
		public String toString() {
			return "Standby[version=" + this.version + ", client=" + this.client + "]";
		}
	}

	/**
	 * Client, on a connection that stands by: the session is yours now. The gateway goes
	 * on as after a {@code HELLO} that resumes.
	 *
	 * @param epoch counts the attaches of the session, like that of {@code HELLO}
	 */
	public record Activate(long epoch) implements Frame.Control {

		public Activate {
			Fields.notNegative("epoch", epoch);
		}

		@Override
		public FrameType type() {
			return FrameType.ACTIVATE;
		}
	}

}
