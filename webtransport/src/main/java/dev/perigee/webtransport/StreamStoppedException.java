package dev.perigee.webtransport;

/**
 * What was being sent on a stream cannot be: the peer asked to stop (STOP_SENDING), this
 * side finished or reset the stream, or the stream is closed.
 */
public final class StreamStoppedException extends WebTransportException {

	StreamStoppedException(long streamId, Throwable cause) {
		super("Stream " + streamId + " takes no more data: " + cause.getMessage(), cause);
	}

}
