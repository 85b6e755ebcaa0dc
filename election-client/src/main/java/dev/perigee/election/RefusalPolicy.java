package dev.perigee.election;

import java.time.Duration;

import dev.perigee.protocol.Advice;
import dev.perigee.protocol.CloseCode;

/**
 * Draws the consequences of a refusal for the candidate that it came from. One candidate
 * may be misconfigured, or another version than the rest: the client gives up only when
 * all of them say so. Confined to the client's loop.
 */
final class RefusalPolicy {

	/** How long a gateway is left out that said to go elsewhere. */
	static final Duration ELSEWHERE = Duration.ofSeconds(30);

	/** How long a final no counts: by then somebody may have mended the gateway. */
	static final Duration FINAL = Duration.ofMinutes(5);

	private final Session session;

	private final Contenders contenders;

	RefusalPolicy(Session session, Contenders contenders) {
		this.session = session;
		this.contenders = contenders;
	}

	/**
	 * Takes a refusal in.
	 * @return whether nobody is left to ask
	 */
	boolean heed(Attachment attachment, Refusal refusal) {
		Contender contender = attachment.contender();
		contender.noteRefusal();
		if (refusal.is(CloseCode.RESUME_REFUSED)) {
			this.session.forgetResumeToken();
		}
		switch (adviceOf(refusal)) {
			case GIVE_UP -> contender.giveUp(FINAL);
			case REFRESH_TOKEN -> contender.refuseToken(attachment.token(), FINAL);
			case RETRY_ELSEWHERE -> contender.exclude(ELSEWHERE);
			case RETRY_HERE -> {
			}
		}
		// whoever holds the session now would only be superseded in turn
		return refusal.is(CloseCode.SUPERSEDED) || this.contenders.haveAllGivenUp();
	}

	/** Another gateway may read longer frames, and this one may after a change. */
	private static Advice adviceOf(Refusal refusal) {
		return refusal.is(CloseCode.FRAME_TOO_LARGE) ? Advice.RETRY_ELSEWHERE : refusal.advice();
	}

}
