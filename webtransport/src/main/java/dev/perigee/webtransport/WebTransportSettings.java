package dev.perigee.webtransport;

import io.netty.handler.codec.http3.DefaultHttp3SettingsFrame;
import io.netty.handler.codec.http3.Http3Settings;
import io.netty.handler.codec.http3.Http3SettingsFrame;

/**
 * The HTTP/3 settings by which both sides say that they speak WebTransport. Two drafts
 * are announced: Chromium asks for draft-02, other clients for the maximum of sessions of
 * draft-13.
 */
final class WebTransportSettings {

	/** SETTINGS_ENABLE_WEBTRANSPORT of draft-ietf-webtrans-http3-02. */
	private static final long ENABLE_WEBTRANSPORT_DRAFT_02 = 0x2b60_3742L;

	/** SETTINGS_WT_MAX_SESSIONS of draft-ietf-webtrans-http3-13. */
	private static final long MAX_SESSIONS_DRAFT_13 = 0x14e9_cd29L;

	private WebTransportSettings() {
	}

	static Http3SettingsFrame local(WebTransportLimits limits) {
		Http3Settings settings = new Http3Settings(WebTransportSettings::isKept).qpackMaxTableCapacity(0)
			.qpackBlockedStreams(0)
			.maxFieldSectionSize(limits.maxHeaderBytes())
			.enableConnectProtocol(true)
			.enableH3Datagram(true);
		settings.put(ENABLE_WEBTRANSPORT_DRAFT_02, 1L);
		settings.put(MAX_SESSIONS_DRAFT_13, (long) limits.maxSessions());
		return new DefaultHttp3SettingsFrame(settings);
	}

	/**
	 * Whether a server with these settings takes WebTransport sessions.
	 */
	static boolean allowSessions(Http3Settings peer) {
		return Boolean.TRUE.equals(peer.connectProtocolEnabled()) && Boolean.TRUE.equals(peer.h3DatagramEnabled())
				&& (peer.getOrDefault(ENABLE_WEBTRANSPORT_DRAFT_02, 0) > 0
						|| peer.getOrDefault(MAX_SESSIONS_DRAFT_13, 0) > 0);
	}

	/**
	 * Lets the HTTP/3 codec keep settings that it does not know.
	 */
	static boolean isKept(long id, long value) {
		return true;
	}

}
