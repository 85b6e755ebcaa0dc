package dev.perigee.webtransport;

/**
 * The peer sent a capsule that breaks its own type's rules. The session ends with
 * H3_MESSAGE_ERROR.
 */
final class MalformedCapsuleException extends WebTransportException {

	MalformedCapsuleException(String message) {
		super(message, null);
	}

}
