package dev.perigee.election;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import dev.perigee.protocol.RegionHealth;
import dev.perigee.protocol.RegionInfo;
import dev.perigee.protocol.Transport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DiscoveryTests {

	private static final Candidate EAST = webSocket("east", "wss://east.example.com/rt");

	private static final RegionInfo TOLD_EAST = info("east", "wss://east.example.com/rt", null);

	private static final RegionInfo TOLD_WEST = info("west", "wss://west.example.com/rt",
			"https://west.example.com:4433/rt");

	private Discovery discovery = new Discovery(List.of(EAST), DiscoveryOptions.DEFAULT);

	@Test
	void addsRegionsThatGatewaysTellOfWithAllTheirTransports() {
		tell(TOLD_EAST, TOLD_WEST);
		assertThat(this.discovery.candidates()).containsExactly(EAST, webSocket("west", "wss://west.example.com/rt"),
				new Candidate("west", Transport.WEBTRANSPORT, URI.create("https://west.example.com:4433/rt")));
	}

	@Test
	void removesRegionsThatAreNotToldOfAnyMoreAndTakesThemBack() {
		tell(TOLD_EAST, TOLD_WEST);
		tell(TOLD_EAST);
		assertThat(this.discovery.candidates()).containsExactly(EAST);
		tell(TOLD_EAST, TOLD_WEST);
		assertThat(this.discovery.candidates()).hasSize(3);
	}

	@Test
	void aConfiguredRegionIsRemovedLikeAnyOther() {
		tell(TOLD_EAST, TOLD_WEST);
		this.discovery.told("west", List.of(TOLD_WEST));
		assertThat(this.discovery.candidates()).extracting(Candidate::region).containsOnly("west");
	}

	@Test
	void aConfiguredRegionThatNobodyEverToldOfStays() {
		tell(info("east", null, null));
		assertThat(this.discovery.candidates()).containsExactly(EAST);
		this.discovery.told("west", List.of(TOLD_WEST));
		assertThat(this.discovery.candidates()).hasSize(3).contains(EAST);
	}

	@Test
	void aConfiguredEndpointStaysUntilGatewaysTellAnotherOneThanAtFirst() {
		tell(info("east", "wss://public.example.com/rt", null));
		assertThat(this.discovery.candidates()).containsExactly(EAST);
		tell(info("east", "wss://moved.example.com/rt", null));
		assertThat(this.discovery.candidates()).containsExactly(webSocket("east", "wss://moved.example.com/rt"));
		tell(info("east", "wss://public.example.com/rt", null));
		assertThat(this.discovery.candidates()).containsExactly(EAST);
	}

	@Test
	void aFoundEndpointIsReplacedByTheOneThatIsToldNow() {
		tell(TOLD_EAST, info("west", "wss://west.example.com/rt", null));
		tell(TOLD_EAST, info("west", "wss://moved.example.com/rt", null));
		assertThat(this.discovery.candidates()).containsExactly(EAST, webSocket("west", "wss://moved.example.com/rt"));
	}

	@Test
	void whoIsIsolatedDoesNotKnowWhoIsGone() {
		tell(TOLD_EAST, TOLD_WEST);
		this.discovery.told("east",
				List.of(new RegionInfo("east", "wss://east.example.com/rt", null, 0, RegionHealth.ISOLATED),
						info("south", "wss://south.example.com/rt", null)));
		assertThat(this.discovery.candidates()).extracting(Candidate::region)
			.containsExactly("east", "west", "west", "south");
	}

	@Test
	void aGatewayThatSaysNothingOfItsHealthRemovesNobody() {
		tell(TOLD_EAST, TOLD_WEST);
		this.discovery.told("east", List.of(new RegionInfo("east", "wss://east.example.com/rt", null, 0, null)));
		assertThat(this.discovery.candidates()).hasSize(3);
	}

	@Test
	void whoIsSilentStaysACandidate() {
		tell(TOLD_EAST, TOLD_WEST);
		tell(TOLD_EAST,
				new RegionInfo("west", TOLD_WEST.websocket(), TOLD_WEST.webtransport(), 0, RegionHealth.SILENT));
		assertThat(this.discovery.candidates()).hasSize(3);
	}

	@Test
	void theSameEndpointUnderAnotherNameIsTheSameCandidate() {
		tell(info("us-east", "wss://east.example.com/rt", null), TOLD_WEST);
		assertThat(this.discovery.candidates()).extracting(Candidate::region).containsExactly("east", "west", "west");
	}

	@Test
	void inDoubtTheConfiguredOnesCountAgainBesidesThoseToldOfLast() {
		tell(TOLD_EAST, TOLD_WEST);
		this.discovery.told("west", List.of(TOLD_WEST));
		this.discovery.doubt();
		assertThat(this.discovery.candidates()).hasSize(3).contains(EAST);
		tell(TOLD_EAST);
		assertThat(this.discovery.candidates()).containsExactly(EAST);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws://west.example.com/rt", "http://west.example.com/rt",
			"wss://user:pw@west.example.com/rt", "wss:///rt", "wss:west", "javascript:alert(1)", "not a URL", "" })
	void takesNoEndpointThatIsNoSafeOne(String url) {
		tell(TOLD_EAST, info("west", url, null));
		assertThat(this.discovery.candidates()).containsExactly(EAST);
	}

	@Test
	void takesPlainWebSocketsWhereTheConfigurationHasOne() {
		Candidate plain = webSocket("east", "ws://127.0.0.1:8080/rt");
		this.discovery = new Discovery(List.of(plain), DiscoveryOptions.DEFAULT);
		tell(info("west", "ws://127.0.0.1:8081/rt", null));
		assertThat(this.discovery.candidates()).containsExactly(plain, webSocket("west", "ws://127.0.0.1:8081/rt"));
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			gateway.example.com, gateway.example.com,      true
			gateway.example.com, GATEWAY.example.com,      true
			gateway.example.com, evil.com,                 false
			gateway.example.com, gateway.example.com.evil, false
			*.example.com,       a.b.example.com,          true
			*.example.com,       example.com,              false
			*.example.com,       evilexample.com,          false
			""")
	void goesToAllowedHostsOnly(String allowed, String host, boolean expected) {
		this.discovery = new Discovery(List.of(EAST), new DiscoveryOptions(true, List.of("other.test", allowed)));
		tell(info("west", "wss://" + host + "/rt", null));
		assertThat(this.discovery.candidates()).hasSize(expected ? 2 : 1);
	}

	@Test
	void allowsHostNamesOnly() {
		for (String wrong : List.of("", "*", "*.", "a.*.com", "https://a.com/")) {
			assertThatExceptionOfType(InvalidSettingException.class).as(wrong)
				.isThrownBy(() -> new DiscoveryOptions(true, List.of(wrong)))
				.withMessageContaining("election.discovery.allowed-hosts");
		}
	}

	@Test
	void believesNobodyWhoTellsOfAWholeInternet() {
		List<RegionInfo> many = new ArrayList<>();
		for (int i = 0; i < 65; i++) {
			many.add(info("r" + i, "wss://r" + i + ".example.com/rt", null));
		}
		this.discovery.told("r0", many);
		assertThat(this.discovery.candidates()).containsExactly(EAST);
	}

	@Test
	void staysWithTheConfigurationIfItIsToldTo() {
		this.discovery = new Discovery(List.of(EAST), DiscoveryOptions.NONE);
		tell(TOLD_WEST);
		assertThat(this.discovery.candidates()).containsExactly(EAST);
	}

	private void tell(RegionInfo... regions) {
		this.discovery.told(regions[0].name(), List.of(regions));
	}

	private static Candidate webSocket(String region, String url) {
		return new Candidate(region, Transport.WEBSOCKET, URI.create(url));
	}

	private static RegionInfo info(String name, @Nullable String websocket, @Nullable String webtransport) {
		return new RegionInfo(name, websocket, webtransport, 0, RegionHealth.UP);
	}

}
