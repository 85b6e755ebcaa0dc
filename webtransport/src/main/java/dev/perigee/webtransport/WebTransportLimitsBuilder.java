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

	private Duration idleTimeout = Duration.ofSeconds(30);

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

	public WebTransportLimitsBuilder maxSessions(int maxSessions) {
		this.maxSessions = maxSessions;
		return this;
	}

	public WebTransportLimitsBuilder maxBidirectionalStreams(int maxBidirectionalStreams) {
		this.maxBidirectionalStreams = maxBidirectionalStreams;
		return this;
	}

	public WebTransportLimitsBuilder maxUnidirectionalStreams(int maxUnidirectionalStreams) {
		this.maxUnidirectionalStreams = maxUnidirectionalStreams;
		return this;
	}

	public WebTransportLimitsBuilder connectionWindowBytes(int connectionWindowBytes) {
		this.connectionWindowBytes = connectionWindowBytes;
		return this;
	}

	public WebTransportLimitsBuilder streamWindowBytes(int streamWindowBytes) {
		this.streamWindowBytes = streamWindowBytes;
		return this;
	}

	public WebTransportLimitsBuilder idleTimeout(Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
		return this;
	}

	public WebTransportLimitsBuilder inboundDatagrams(int inboundDatagrams) {
		this.inboundDatagrams = inboundDatagrams;
		return this;
	}

	public WebTransportLimitsBuilder outboundDatagrams(int outboundDatagrams) {
		this.outboundDatagrams = outboundDatagrams;
		return this;
	}

	public WebTransportLimitsBuilder transportDatagrams(int transportDatagrams) {
		this.transportDatagrams = transportDatagrams;
		return this;
	}

	public WebTransportLimitsBuilder incomingStreams(int incomingStreams) {
		this.incomingStreams = incomingStreams;
		return this;
	}

	public WebTransportLimitsBuilder earlyStreams(int earlyStreams) {
		this.earlyStreams = earlyStreams;
		return this;
	}

	public WebTransportLimitsBuilder earlyDatagrams(int earlyDatagrams) {
		this.earlyDatagrams = earlyDatagrams;
		return this;
	}

	public WebTransportLimitsBuilder earlyTimeout(Duration earlyTimeout) {
		this.earlyTimeout = earlyTimeout;
		return this;
	}

	public WebTransportLimitsBuilder maxCapsuleBytes(int maxCapsuleBytes) {
		this.maxCapsuleBytes = maxCapsuleBytes;
		return this;
	}

	public WebTransportLimitsBuilder maxHeaderBytes(int maxHeaderBytes) {
		this.maxHeaderBytes = maxHeaderBytes;
		return this;
	}

	public WebTransportLimitsBuilder closeTimeout(Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
		return this;
	}

	public WebTransportLimitsBuilder udpPayloadBytes(int udpPayloadBytes) {
		this.udpPayloadBytes = udpPayloadBytes;
		return this;
	}

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
				this.connectionWindowBytes, this.streamWindowBytes, this.idleTimeout, this.inboundDatagrams,
				this.outboundDatagrams, this.transportDatagrams, this.incomingStreams, this.earlyStreams,
				this.earlyDatagrams, this.earlyTimeout, this.maxCapsuleBytes, this.maxHeaderBytes, this.closeTimeout,
				this.udpPayloadBytes, this.udpBufferBytes);
	}

}
