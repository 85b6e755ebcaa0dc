package dev.perigee.election;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RegionTests {

	@Test
	void hasOneCandidateForEachUrl() {
		URI webSocket = URI.create("ws://a.test/rt");
		URI webTransport = URI.create("https://a.test/rt");
		assertThat(new Region(webSocket, webTransport).candidates("a")).extracting(Candidate::toString)
			.containsExactly("a/webtransport", "a/websocket");
		assertThat(new Region(null, webTransport).candidates("a")).hasSize(1);
	}

	@Test
	void needsOneUrl() {
		assertThatThrownBy(() -> new Region(null, null)).isInstanceOf(InvalidSettingException.class)
			.hasMessage("websocket, webtransport: at least one of the two URLs expected");
	}

	@ParameterizedTest
	@CsvSource({ "https://a.test/rt", "/rt", "ws:opaque", "ws:///rt", "wss://user:secret@a.test/rt" })
	void refusesWhatCanNotBeDialled(URI webSocket) {
		assertThatThrownBy(() -> new Region(webSocket, null)).isInstanceOf(InvalidSettingException.class)
			.hasMessageStartingWith("websocket: ");
	}

	@Test
	void saysNothingOfCredentialsInAUrl() {
		assertThatThrownBy(() -> new Region(URI.create("wss://user:secret@a.test/rt"), null))
			.hasMessageNotContaining("secret");
	}

}
