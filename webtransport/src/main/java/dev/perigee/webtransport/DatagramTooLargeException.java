package dev.perigee.webtransport;

/**
 * A datagram is larger than {@link WebTransportSession#maxDatagramSize()}.
 */
public final class DatagramTooLargeException extends WebTransportException {

	DatagramTooLargeException(int size, int maxSize) {
		super("A datagram of " + size + " bytes, limit " + maxSize, null);
	}

}
