package dev.perigee.webtransport;

import io.netty.handler.codec.http3.Http3Settings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WebTransportSettingsTests {

	@Test
	void announcesBothDrafts() {
		Http3Settings settings = WebTransportSettings.local(WebTransportLimits.builder().maxSessions(7).build())
			.settings();
		assertThat(settings.get(0x2b603742L)).isOne();
		assertThat(settings.get(0x14e9cd29L)).isEqualTo(7);
		assertThat(settings.get(0x08)).isOne();
		assertThat(settings.get(0x33)).isOne();
	}

	@Test
	void recognisesEitherDraft() {
		assertThat(WebTransportSettings.allowSessions(peer().enableH3Datagram(true))).isFalse();
		for (long draft : new long[] { 0x2b603742L, 0x14e9cd29L }) {
			Http3Settings peer = peer().enableH3Datagram(true);
			peer.put(draft, 1L);
			assertThat(WebTransportSettings.allowSessions(peer)).isTrue();
		}
	}

	@Test
	void needsExtendedConnectAndDatagrams() {
		Http3Settings noDatagrams = peer();
		noDatagrams.put(0x2b603742L, 1L);
		assertThat(WebTransportSettings.allowSessions(noDatagrams)).isFalse();
		assertThat(WebTransportSettings.allowSessions(Http3Settings.defaultSettings())).isFalse();
	}

	private static Http3Settings peer() {
		return new Http3Settings(WebTransportSettings::isKept).enableConnectProtocol(true);
	}

}
