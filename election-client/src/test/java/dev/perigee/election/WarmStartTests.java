package dev.perigee.election;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.perigee.protocol.EchoFlag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One run of a client after the other, in virtual time, with a memory file between them.
 */
class WarmStartTests {

	private static final Duration DAY = Duration.ofDays(1);

	private final World world = new World();

	private final List<ConnectionEvent> events = new ArrayList<>();

	private String network = "home";

	private ElectionClient client;

	@TempDir
	private Path directory;

	@BeforeEach
	void threeRegions() {
		for (String transport : List.of("webtransport", "websocket")) {
			this.world.gateway("near/" + transport, 20);
			this.world.gateway("far/" + transport, 58);
			this.world.gateway("farther/" + transport, 90);
		}
	}

	@AfterEach
	void closeClient() {
		end();
	}

	@Test
	void lastKnownGoodIsConfirmedByOneProbe() {
		run(Duration.ofSeconds(10));
		begin();
		this.world.passesMillis(500);
		ElectionRecord record = this.client.lastElection().orElseThrow();
		assertThat(record.strategy()).isEqualTo("last-known-good");
		assertThat(record.winner()).hasToString("near/webtransport");
		assertThat(record.cost().connections()).isEqualTo(2);
		assertThat(record.cost().duration()).isEqualTo(Duration.ofMillis(40));
		assertThat(record.replay()).isEqualTo(record.verdict());
		assertThat(this.world.gateway("far/websocket").dials).isOne();
		assertThat(incumbent()).isEqualTo("near/webtransport");
	}

	@Test
	void othersAreWatchedSoonAfterAWarmStart() {
		run(Duration.ofSeconds(10));
		begin();
		this.world.passes(Duration.ofSeconds(5));
		assertThat(this.client.standings().blockFirst().standings())
			.allMatch((standing) -> standing.state() == CandidateState.USABLE);
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.events).filteredOn(ConnectionEvent.Elected.class::isInstance).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "40, last-known-good", "41, classic" })
	void muchLongerRoundTripTimeThanRememberedIsASurprise(double rttMillis, String strategy) {
		run(Duration.ofSeconds(10));
		this.world.gateway("near/webtransport").rttMillis = rttMillis;
		begin();
		this.world.passes(Duration.ofSeconds(5));
		assertThat(this.client.lastElection().orElseThrow().strategy()).isEqualTo(strategy);
	}

	@Test
	void lastKnownGoodThatRefusesIsFollowedByAFullElectionAtOnce() {
		run(Duration.ofSeconds(10));
		this.world.gateway("near/webtransport").kill();
		this.world.gateway("near/websocket").kill();
		begin();
		// 20 ms until the refusal, then dial, probe and hello of the next
		this.world.passesMillis(20 + 3 * 58);
		assertThat(incumbent()).startsWith("far/");
	}

	@Test
	void silenceOfTheLastKnownGoodIsNotWaitedFor() {
		run(Duration.ofSeconds(10));
		this.world.gateway("near/webtransport").blackHole = true;
		this.world.gateway("near/websocket").blackHole = true;
		begin();
		// 4 * (1.5 * 20 ms + 10 ms) + 100 ms
		this.world.passesMillis(260 + 3 * 58);
		assertThat(incumbent()).startsWith("far/");
	}

	@Test
	void blockedUdpOnAKnownNetworkDelaysNothing() {
		run(Duration.ofSeconds(10));
		blockUdp(true);
		begin();
		this.world.passesMillis(3 * 20);
		assertThat(incumbent()).isEqualTo("near/websocket");
	}

	@Test
	void drainingLastKnownGoodIsASurprise() {
		run(Duration.ofSeconds(10));
		this.world.gateway("near/webtransport").flags = Set.of(EchoFlag.DRAINING);
		begin();
		this.world.passes(Duration.ofSeconds(5));
		assertThat(this.client.lastElection().orElseThrow().strategy()).isEqualTo("classic");
	}

	@Test
	void oldMemoryAndAnotherNetworkAreNoWarmStart() {
		run(Duration.ofSeconds(10));
		this.world.passes(DAY.multipliedBy(7));
		begin();
		this.world.passes(Duration.ofSeconds(5));
		assertThat(this.client.lastElection().orElseThrow().strategy()).isEqualTo("classic");
		this.network = "café";
		begin();
		this.world.passes(Duration.ofSeconds(5));
		assertThat(this.client.lastElection().orElseThrow().strategy()).isEqualTo("classic");
	}

	@Test
	void blockedUdpIsRememberedForItsTimeAndTriedAgainAfterIt() {
		blockUdp(true);
		run(Duration.ofSeconds(20));
		int dials = webTransportDials();
		begin();
		this.world.passes(Duration.ofMinutes(9));
		assertThat(webTransportDials()).isEqualTo(dials);
		assertThat(this.client.lastElection().orElseThrow().winner()).hasToString("near/websocket");
		blockUdp(false);
		this.world.passes(Duration.ofMinutes(2));
		assertThat(webTransportDials()).isGreaterThan(dials);
		end();
		begin();
		this.world.passes(Duration.ofSeconds(1));
		assertThat(this.world.gateway("near/webtransport").open).isNotEmpty();
	}

	@Test
	void blockedUdpIsNotDialledOverAndOverWithinARun() {
		blockUdp(true);
		begin();
		this.world.passes(Duration.ofMinutes(9));
		int dials = webTransportDials();
		this.world.passes(Duration.ofHours(1));
		assertThat(dials).isEqualTo(3);
		assertThat(webTransportDials()).isBetween(3 * 6, 3 * 7);
	}

	@Test
	void everythingIsTriedWhenWebSocketFailsAsWell() {
		blockUdp(true);
		run(Duration.ofSeconds(20));
		begin();
		this.world.passes(Duration.ofSeconds(20));
		blockUdp(false);
		this.world.gateways.values()
			.stream()
			.filter((gateway) -> gateway.name.endsWith("websocket"))
			.forEach(World.Gateway::kill);
		this.world.passes(Duration.ofSeconds(5));
		assertThat(incumbent()).isEqualTo("near/webtransport");
	}

	private void run(Duration duration) {
		begin();
		this.world.passes(duration);
		end();
	}

	private void begin() {
		end();
		this.events.clear();
		Instant epoch = Instant.parse("2026-03-01T00:00:00Z");
		this.client = this.world.client()
			.time(this.world.time, () -> this.world.time.now(TimeUnit.NANOSECONDS),
					() -> epoch.plusMillis(this.world.time.now(TimeUnit.MILLISECONDS)))
			.memory(new MemoryOptions(this.directory.resolve("memory.json"), () -> this.network, DAY.multipliedBy(7),
					Duration.ofMinutes(10)))
			.blocking(Schedulers.immediate())
			.build();
		this.client.events().subscribe(this.events::add);
		this.client.start().subscribe();
	}

	private void end() {
		if (this.client != null) {
			this.client.close().subscribe();
			this.world.passes(Duration.ofSeconds(1));
			this.client = null;
		}
	}

	private void blockUdp(boolean blocked) {
		this.world.gateways.values()
			.stream()
			.filter((gateway) -> gateway.name.endsWith("webtransport"))
			.forEach((gateway) -> gateway.blackHole = blocked);
	}

	private int webTransportDials() {
		return this.world.gateways.values()
			.stream()
			.filter((gateway) -> gateway.name.endsWith("webtransport"))
			.mapToInt((gateway) -> gateway.dials)
			.sum();
	}

	private String incumbent() {
		return this.client.standings().blockFirst().incumbent().orElseThrow().candidate().toString();
	}

}
