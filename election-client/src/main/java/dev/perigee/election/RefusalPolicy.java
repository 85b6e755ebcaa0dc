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

	private final Announcements announcements;

	RefusalPolicy(Session session, Contenders contenders, Announcements announcements) {
		this.session = session;
		this.contenders = contenders;
		this.announcements = announcements;
	}

	/**
	 * Takes a refusal in and tells of it.
	 * @param running whether an incumbent carries the traffic: that is ended only by who
	 * has taken the session away
	 * @return whether nobody is left to ask
	 */
	boolean heed(Attachment attachment, Refusal refusal, boolean running) {
		boolean isFinal = draw(attachment, refusal) && (!running || refusal.is(CloseCode.SUPERSEDED));
		this.announcements.event(refusal.toEvent(attachment.contender().candidate(), isFinal));
		if (isFinal) {
			this.announcements.refused(refusal.toException(null));
		}
		return isFinal;
	}

	private boolean draw(Attachment attachment, Refusal refusal) {
		Contender contender = attachment.contender();
		contender.noteRefusal();
		if (refusal.is(CloseCode.SUPERSEDED) && attachment.isOutdated()) {
			// by this client itself
			return false;
		}
		if (refusal.is(CloseCode.RESUME_REFUSED) && !attachment.isStandby()) {
			this.session.forgetResumeToken();
		}
		switch (adviceOf(refusal, attachment)) {
			case GIVE_UP -> contender.exclusion().giveUp(FINAL);
			case REFRESH_TOKEN -> contender.exclusion().refuseToken(attachment.token(), FINAL);
			case RETRY_ELSEWHERE -> {
				if (!contender.succession().hasReplaced(attachment.link())) {
					contender.exclusion().exclude(ELSEWHERE);
				}
			}
			case RETRY_HERE -> {
			}
		}
		// whoever holds the session now would only be superseded in turn
		return refusal.is(CloseCode.SUPERSEDED) || this.contenders.haveAllGivenUp();
	}

	/**
	 * Another gateway may read longer frames, and this one may after a change; and one
	 * that does not know the session of the incumbent is none to stand by for it.
	 */
	private static Advice adviceOf(Refusal refusal, Attachment attachment) {
		boolean elsewhere = refusal.is(CloseCode.FRAME_TOO_LARGE)
				|| refusal.is(CloseCode.RESUME_REFUSED) && attachment.isStandby();
		return elsewhere ? Advice.RETRY_ELSEWHERE : refusal.advice();
	}

}
