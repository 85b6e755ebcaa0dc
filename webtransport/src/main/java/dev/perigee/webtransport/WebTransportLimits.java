package dev.perigee.webtransport;

import java.time.Duration;

/**
 * What one side of a connection allows, keeps and waits for. Nothing that a peer sends
 * makes this side hold more than these limits say.
 *
 * @param maxSessions sessions a client may have open on one connection
 * @param maxBidirectionalStreams bidirectional streams the peer may have open at a time,
 * one of which is each session's own
 * @param maxUnidirectionalStreams unidirectional streams the peer may have open at a time
 * @param connectionWindowBytes unread bytes the peer may have sent on all streams, at
 * first: QUIC doubles it, up to 24 MiB, while what comes is read as fast as it comes
 * @param streamWindowBytes unread bytes the peer may have sent on one stream, at first:
 * QUIC doubles it likewise, up to 16 MiB
 * @param strangerBytes bytes that may arrive at a server on a connection, of all that
 * QUIC counts, until one of its sessions is {@linkplain WebTransportSession#trust()
 * trusted}; looked at once a second, and beyond it the connection is closed; 0 for any
 * number
 * @param idleTimeout the connection ends when it carried nothing for this long
 * @param sessionTimeout how long a server keeps a connection that has no session, from
 * its first packet or the end of its last session
 * @param inboundDatagrams datagrams a session keeps while nobody asks for them
 * @param outboundDatagrams datagrams a session queues until the next flush
 * @param transportDatagrams datagrams QUIC queues in each direction of a connection
 * @param incomingStreams streams a session keeps while nobody asks for them
 * @param earlyStreams streams a connection keeps that arrived before their session
 * @param earlyDatagrams datagrams a connection keeps that arrived before their session
 * @param earlyTimeout how long it keeps these
 * @param maxCapsuleBytes the largest capsule that is read; unknown ones are skipped
 * @param maxHeaderBytes the largest header section that is read
 * @param closeTimeout how long a closed session waits for its peer's acknowledgement
 * @param udpPayloadBytes the largest UDP payload that is sent
 * @param udpBufferBytes the size asked of the kernel for each UDP socket buffer
 */
public record WebTransportLimits(int maxSessions, int maxBidirectionalStreams, int maxUnidirectionalStreams,
		int connectionWindowBytes, int streamWindowBytes, int strangerBytes, Duration idleTimeout,
		Duration sessionTimeout, int inboundDatagrams, int outboundDatagrams, int transportDatagrams,
		int incomingStreams, int earlyStreams, int earlyDatagrams, Duration earlyTimeout, int maxCapsuleBytes,
		int maxHeaderBytes, Duration closeTimeout, int udpPayloadBytes, int udpBufferBytes) {

	/** QUIC forbids a smaller one (RFC 9000, section 14). */
	private static final int MIN_UDP_PAYLOAD_BYTES = 1200;

	private static final int MAX_UDP_PAYLOAD_BYTES = 65527;

	public WebTransportLimits {
		requireAtLeast("maxSessions", maxSessions, 1);
		requireAtLeast("maxBidirectionalStreams", maxBidirectionalStreams, 1);
		// HTTP/3 itself needs three: control, QPACK encoder, QPACK decoder
		requireAtLeast("maxUnidirectionalStreams", maxUnidirectionalStreams, 3);
		requireAtLeast("connectionWindowBytes", connectionWindowBytes, MIN_UDP_PAYLOAD_BYTES);
		requireAtLeast("streamWindowBytes", streamWindowBytes, MIN_UDP_PAYLOAD_BYTES);
		requireAtLeast("strangerBytes", strangerBytes, 0);
		requireAtLeast("inboundDatagrams", inboundDatagrams, 1);
		requireAtLeast("outboundDatagrams", outboundDatagrams, 1);
		requireAtLeast("transportDatagrams", transportDatagrams, 1);
		requireAtLeast("incomingStreams", incomingStreams, 1);
		requireAtLeast("earlyStreams", earlyStreams, 0);
		requireAtLeast("earlyDatagrams", earlyDatagrams, 0);
		requireAtLeast("maxCapsuleBytes", maxCapsuleBytes, Capsules.CLOSE_CODE_BYTES);
		requireAtLeast("maxHeaderBytes", maxHeaderBytes, 1);
		requireAtLeast("udpPayloadBytes", udpPayloadBytes, MIN_UDP_PAYLOAD_BYTES);
		if (udpPayloadBytes > MAX_UDP_PAYLOAD_BYTES) {
			throw new IllegalArgumentException("udpPayloadBytes must be at most " + MAX_UDP_PAYLOAD_BYTES);
		}
		requireAtLeast("udpBufferBytes", udpBufferBytes, MAX_UDP_PAYLOAD_BYTES);
		requirePositive("idleTimeout", idleTimeout);
		requirePositive("sessionTimeout", sessionTimeout);
		requirePositive("earlyTimeout", earlyTimeout);
		requirePositive("closeTimeout", closeTimeout);
	}

	private static void requireAtLeast(String name, int value, int minimum) {
		if (value < minimum) {
			throw new IllegalArgumentException(name + " must be at least " + minimum + ", is " + value);
		}
	}

	private static void requirePositive(String name, Duration value) {
		if (value.toMillis() < 1) {
			throw new IllegalArgumentException(name + " must be at least 1 ms, is " + value);
		}
	}

	/**
	 * Returns the limits that a server or client has unless told otherwise.
	 */
	public static WebTransportLimits defaults() {
		return builder().build();
	}

	/**
	 * Returns a builder that starts from the defaults.
	 */
	public static WebTransportLimitsBuilder builder() {
		return new WebTransportLimitsBuilder();
	}

}
