package dev.perigee.webtransport;

import java.time.Duration;

/**
 * Builds {@link WebTransportLimits}, starting from the defaults; each method is named
 * after the component it sets. Not thread-safe.
 */
public final class WebTransportLimitsBuilder {

	private int maxSessions = 16;

	private int maxBidirectionalStreams = 10_000;

	private int maxUnidirectionalStreams = 10_000;

	private int connectionWindowBytes = 16 << 20;

	private int streamWindowBytes = 1 << 20;

	private int strangerBytes;

	private Duration idleTimeout = Duration.ofSeconds(30);

	private Duration sessionTimeout = Duration.ofSeconds(30);

	private int inboundDatagrams = 1024;

	private int outboundDatagrams = 1024;

	private int transportDatagrams = 4096;

	private int incomingStreams = 1024;

	private int earlyStreams = 64;

	private int earlyDatagrams = 16;

	private Duration earlyTimeout = Duration.ofSeconds(5);

	private int maxCapsuleBytes = Capsules.CLOSE_CODE_BYTES + Capsules.MAX_REASON_BYTES;

	private int maxHeaderBytes = 16 << 10;

	private Duration closeTimeout = Duration.ofSeconds(3);

	// the 1200 of QUIC's minimum cannot return a browser's largest datagram (1199 bytes)
	private int udpPayloadBytes = 1350;

	// a kernel's default loses one datagram in eight with a hundred busy connections
	private int udpBufferBytes = 4 << 20;

	WebTransportLimitsBuilder() {
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#maxSessions()}.
	 * @param maxSessions sessions a client may have open on one connection
	 * @return this builder
	 */
	public WebTransportLimitsBuilder maxSessions(int maxSessions) {
		this.maxSessions = maxSessions;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#maxBidirectionalStreams()}.
	 * @param maxBidirectionalStreams bidirectional streams the peer may have open at a
	 * time, one of which is each session's own
	 * @return this builder
	 */
	public WebTransportLimitsBuilder maxBidirectionalStreams(int maxBidirectionalStreams) {
		this.maxBidirectionalStreams = maxBidirectionalStreams;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#maxUnidirectionalStreams()}.
	 * @param maxUnidirectionalStreams unidirectional streams the peer may have open at a
	 * time
	 * @return this builder
	 */
	public WebTransportLimitsBuilder maxUnidirectionalStreams(int maxUnidirectionalStreams) {
		this.maxUnidirectionalStreams = maxUnidirectionalStreams;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#connectionWindowBytes()}.
	 * @param connectionWindowBytes unread bytes the peer may have sent on all streams, at
	 * first
	 * @return this builder
	 */
	public WebTransportLimitsBuilder connectionWindowBytes(int connectionWindowBytes) {
		this.connectionWindowBytes = connectionWindowBytes;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#streamWindowBytes()}.
	 * @param streamWindowBytes unread bytes the peer may have sent on one stream, at
	 * first
	 * @return this builder
	 */
	public WebTransportLimitsBuilder streamWindowBytes(int streamWindowBytes) {
		this.streamWindowBytes = streamWindowBytes;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#strangerBytes()}.
	 * @param strangerBytes bytes that may arrive at a server on a connection until one of
	 * its sessions is trusted; 0 for any number
	 * @return this builder
	 */
	public WebTransportLimitsBuilder strangerBytes(int strangerBytes) {
		this.strangerBytes = strangerBytes;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#idleTimeout()}.
	 * @param idleTimeout the connection ends when it carried nothing for this long
	 * @return this builder
	 */
	public WebTransportLimitsBuilder idleTimeout(Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#sessionTimeout()}.
	 * @param sessionTimeout how long a server keeps a connection that has no session
	 * @return this builder
	 */
	public WebTransportLimitsBuilder sessionTimeout(Duration sessionTimeout) {
		this.sessionTimeout = sessionTimeout;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#inboundDatagrams()}.
	 * @param inboundDatagrams datagrams a session keeps while nobody asks for them
	 * @return this builder
	 */
	public WebTransportLimitsBuilder inboundDatagrams(int inboundDatagrams) {
		this.inboundDatagrams = inboundDatagrams;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#outboundDatagrams()}.
	 * @param outboundDatagrams datagrams a session queues until the next flush
	 * @return this builder
	 */
	public WebTransportLimitsBuilder outboundDatagrams(int outboundDatagrams) {
		this.outboundDatagrams = outboundDatagrams;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#transportDatagrams()}.
	 * @param transportDatagrams datagrams QUIC queues in each direction of a connection
	 * @return this builder
	 */
	public WebTransportLimitsBuilder transportDatagrams(int transportDatagrams) {
		this.transportDatagrams = transportDatagrams;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#incomingStreams()}.
	 * @param incomingStreams streams a session keeps while nobody asks for them
	 * @return this builder
	 */
	public WebTransportLimitsBuilder incomingStreams(int incomingStreams) {
		this.incomingStreams = incomingStreams;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#earlyStreams()}.
	 * @param earlyStreams streams a connection keeps that arrived before their session
	 * @return this builder
	 */
	public WebTransportLimitsBuilder earlyStreams(int earlyStreams) {
		this.earlyStreams = earlyStreams;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#earlyDatagrams()}.
	 * @param earlyDatagrams datagrams a connection keeps that arrived before their
	 * session
	 * @return this builder
	 */
	public WebTransportLimitsBuilder earlyDatagrams(int earlyDatagrams) {
		this.earlyDatagrams = earlyDatagrams;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#earlyTimeout()}.
	 * @param earlyTimeout how long it keeps these
	 * @return this builder
	 */
	public WebTransportLimitsBuilder earlyTimeout(Duration earlyTimeout) {
		this.earlyTimeout = earlyTimeout;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#maxCapsuleBytes()}.
	 * @param maxCapsuleBytes the largest capsule that is read; unknown ones are skipped
	 * @return this builder
	 */
	public WebTransportLimitsBuilder maxCapsuleBytes(int maxCapsuleBytes) {
		this.maxCapsuleBytes = maxCapsuleBytes;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#maxHeaderBytes()}.
	 * @param maxHeaderBytes the largest header section that is read
	 * @return this builder
	 */
	public WebTransportLimitsBuilder maxHeaderBytes(int maxHeaderBytes) {
		this.maxHeaderBytes = maxHeaderBytes;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#closeTimeout()}.
	 * @param closeTimeout how long a closed session waits for its peer's acknowledgement
	 * @return this builder
	 */
	public WebTransportLimitsBuilder closeTimeout(Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#udpPayloadBytes()}.
	 * @param udpPayloadBytes the largest UDP payload that is sent
	 * @return this builder
	 */
	public WebTransportLimitsBuilder udpPayloadBytes(int udpPayloadBytes) {
		this.udpPayloadBytes = udpPayloadBytes;
		return this;
	}

	/**
	 * Sets a limit, see {@link WebTransportLimits#udpBufferBytes()}.
	 * @param udpBufferBytes the size asked of the kernel for each UDP socket buffer
	 * @return this builder
	 */
	public WebTransportLimitsBuilder udpBufferBytes(int udpBufferBytes) {
		this.udpBufferBytes = udpBufferBytes;
		return this;
	}

	/**
	 * Returns the limits.
	 * @throws IllegalArgumentException naming the component that makes no sense
	 */
	public WebTransportLimits build() {
		return new WebTransportLimits(this.maxSessions, this.maxBidirectionalStreams, this.maxUnidirectionalStreams,
				this.connectionWindowBytes, this.streamWindowBytes, this.strangerBytes, this.idleTimeout,
				this.sessionTimeout, this.inboundDatagrams, this.outboundDatagrams, this.transportDatagrams,
				this.incomingStreams, this.earlyStreams, this.earlyDatagrams, this.earlyTimeout, this.maxCapsuleBytes,
				this.maxHeaderBytes, this.closeTimeout, this.udpPayloadBytes, this.udpBufferBytes);
	}

}
