package dev.perigee.election.memory;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import dev.perigee.election.memory.NetworkMemory.LastKnownGood;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

class ElectionMemoryTests {

	private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

	@TempDir
	Path directory;

	private final AtomicReference<String> network = new AtomicReference<>("home");

	@Test
	void rememberedCandidateAndVerdictAreRecalled() {
		ElectionMemory memory = memory("memory.json");
		assertThat(recall(memory)).isEqualTo(NetworkMemory.NOTHING);
		memory.remember((before) -> before.with(good("us-east"))).block();
		memory.remember((before) -> before.withUdpBlockedAt(NOW)).block();
		assertThat(recall(memory("memory.json"))).isEqualTo(new NetworkMemory(good("us-east"), NOW));
	}

	@Test
	void anotherNetworkKnowsNothingOfIt() throws IOException {
		ElectionMemory memory = memory("memory.json");
		memory.remember((before) -> before.with(good("us-east"))).block();
		this.network.set("café");
		assertThat(recall(memory)).isEqualTo(NetworkMemory.NOTHING);
		memory.remember((before) -> before.with(good("singapore"))).block();
		this.network.set("home");
		assertThat(recall(memory).good()).isEqualTo(good("us-east"));
		assertThat(Files.readString(file("memory.json"))).doesNotContain("home", "café");
	}

	@Test
	void networksThatWereNotSeenForLongestGo() {
		MemoryDocument document = MemoryDocument.empty("salt");
		for (int i = 0; i < 40; i++) {
			document = document.with("network-" + i, new NetworkMemory(good("region-" + i), null), NOW.plusSeconds(i));
		}
		assertThat(document.networks()).hasSize(MemoryDocument.MAX_NETWORKS);
		assertThat(document.of("network-7")).isEqualTo(NetworkMemory.NOTHING);
		assertThat(document.of("network-8").good()).isEqualTo(good("region-8"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "server.port=8080", "{\"port\":8080}",
			"{\"format\":\"perigee-election-memory\",\"version\":2,\"salt\":\"s\",\"networks\":{},\"more\":1}" })
	void fileOfSomebodyElseOrOfALaterVersionIsLeftAlone(String content) throws IOException {
		Files.writeString(file("memory.json"), content);
		ElectionMemory memory = memory("memory.json");
		assertThat(recall(memory)).isEqualTo(NetworkMemory.NOTHING);
		memory.remember((before) -> before.with(good("us-east"))).block();
		assertThat(file("memory.json")).hasContent(content);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{\"format\":\"perigee-election-memory\",\"version\":1,\"sal",
			"{\"format\":\"perigee-election-memory\",\"version\":1}",
			"{\"format\":\"perigee-election-memory\",\"version\":1,\"salt\":\"s\",\"networks\":{\"a\":{\"seen\":\"?\"}}}" })
	void damagedFileIsIgnoredAndBegunAnew(String content) throws IOException {
		Files.writeString(file("memory.json"), content);
		ElectionMemory memory = memory("memory.json");
		assertThat(recall(memory)).isEqualTo(NetworkMemory.NOTHING);
		memory.remember((before) -> before.with(good("us-east"))).block();
		assertThat(recall(memory).good()).isEqualTo(good("us-east"));
	}

	@Test
	void placeThatCantBeWrittenIsNoFailure() throws IOException {
		Files.writeString(file("occupied"), "a file where a directory is needed");
		ElectionMemory memory = memory("occupied/memory.json");
		memory.remember((before) -> before.with(good("us-east"))).block();
		assertThat(recall(memory)).isEqualTo(NetworkMemory.NOTHING);
		assertThat(recall(memory("."))).isEqualTo(NetworkMemory.NOTHING);
	}

	@Test
	void networkThatCantBeToldIsNoFailure() {
		ElectionMemory memory = new ElectionMemory(file("memory.json"), () -> {
			throw new IllegalStateException("no network");
		}, () -> NOW, "salt", Schedulers.immediate());
		memory.remember((before) -> before.with(good("us-east"))).block();
		assertThat(recall(memory)).isEqualTo(NetworkMemory.NOTHING);
	}

	@Test
	void concurrentWritersLeaveAWholeFileAndNoLitter() {
		Scheduler several = Schedulers.newBoundedElastic(4, 1000, "memory-test");
		try {
			List<ElectionMemory> writers = IntStream.range(0, 4)
				.mapToObj((i) -> new ElectionMemory(file("memory.json"), this.network::get, () -> NOW, "salt", several))
				.toList();
			Flux.range(0, 200)
				.flatMap((i) -> writers.get(i % 4).remember((before) -> before.with(good("region-" + i))), 16)
				.blockLast(Duration.ofSeconds(30));
		}
		finally {
			several.dispose();
		}
		assertThat(recall(memory("memory.json")).good().region()).startsWith("region-");
		assertThat(this.directory.toFile().list()).containsExactly("memory.json");
	}

	@ParameterizedTest
	@CsvSource({ "0, true", "599, true", "600, false", "-1, false" })
	void whatIsTooOldOrFromTheFutureDoesNotCount(long ageSeconds, boolean counts) {
		Duration expiry = Duration.ofSeconds(600);
		NetworkMemory memory = new NetworkMemory(good("us-east"), NOW);
		Instant later = NOW.plusSeconds(ageSeconds);
		assertThat(memory.freshGood(later, expiry).isPresent()).isEqualTo(counts);
		assertThat(memory.udpBlockedFor(later, expiry))
			.isEqualTo(counts ? Duration.ofSeconds(600 - ageSeconds) : Duration.ZERO);
	}

	@Test
	void defaultRoutesIdentifyANetworkTheSameWayTwice() {
		NetworkIdentity identity = NetworkIdentity.ofDefaultRoutes();
		assertThat(identity.current()).isNotBlank().isEqualTo(identity.current());
	}

	private ElectionMemory memory(String name) {
		return new ElectionMemory(file(name), this.network::get, () -> NOW, "salt", Schedulers.immediate());
	}

	private Path file(String name) {
		return this.directory.resolve(name);
	}

	private static NetworkMemory recall(ElectionMemory memory) {
		return memory.recall().block(Duration.ofSeconds(10));
	}

	private static LastKnownGood good(String region) {
		return new LastKnownGood(region, Transport.WEBSOCKET, URI.create("wss://" + region + "/rt"),
				Duration.ofMillis(20), NOW);
	}

}
