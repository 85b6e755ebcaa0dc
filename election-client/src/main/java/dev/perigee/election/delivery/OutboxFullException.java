package dev.perigee.election.delivery;

/**
 * Too many reliable messages wait for their acknowledgement: publish more slowly, or wait
 * for the acknowledgements of earlier messages. The message that got this was not sent.
 */
public final class OutboxFullException extends Exception {

	OutboxFullException(int waitingBytes, int maxBytes) {
		super("%d bytes of reliable messages wait for their acknowledgement, the limit is %d (election.outbox-size)"
			.formatted(waitingBytes, maxBytes));
	}

}
