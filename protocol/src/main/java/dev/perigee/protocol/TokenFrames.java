package dev.perigee.protocol;

/**
 * The control frames that keep the token of a live session fresh.
 */
public final class TokenFrames {

	private TokenFrames() {
	}

	/**
	 * Client: this token takes the place of the one I came with. Sent on the connection
	 * that holds the session; a refusal leaves everything as it was.
	 *
	 * @param token the room token (a JWT) of the same user
	 */
	public record Renew(String token) implements Frame.Control {

		public Renew {
			Fields.text("token", token, Limits.MAX_TOKEN_BYTES);
		}

		@Override
		public FrameType type() {
			return FrameType.RENEW;
		}

		/** Keeps the token out of logs. */
		@Override
		public String toString() {
			return "Renew[]";
		}
	}

	/**
	 * Gateway: the token was taken.
	 *
	 * @param tokenValidMillis how long the token is good
	 */
	public record Renewed(long tokenValidMillis) implements Frame.Control {

		public Renewed {
			Fields.notNegative("tokenValidMillis", tokenValidMillis);
		}

		@Override
		public FrameType type() {
			return FrameType.RENEWED;
		}
	}

}
