package dev.perigee.lab.k8s;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.perigee.election.ConnectionEvent;
import dev.perigee.election.ElectionClient;
import dev.perigee.election.ElectionClientBuilder;
import dev.perigee.lab.Lab;
import dev.perigee.lab.LabClient;
import dev.perigee.lab.nats.NatsServer;
import dev.perigee.lab.time.LabClock;
import dev.perigee.lab.traffic.MessageLedger;
import dev.perigee.lab.traffic.Participant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two regions as they are in the manifests, three nats-servers each: people in them elect
 * and talk, and go on while a third region is added by the book.
 */
@Timeout(400)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RenderedRegionsIT {

	private static final String ROOM = "rendered";

	private static final Duration BOUND = Duration.ofSeconds(30);

	/** A server in lame duck mode ends 10 s of grace and a second a client later. */
	private static final Duration LAME_DUCK_BOUND = Duration.ofSeconds(45);

	@TempDir
	private static Path directory;

	private static final MessageLedger LEDGER = new MessageLedger(LabClock::nanoTime);

	private static final List<String> FAILURES = new CopyOnWriteArrayList<>();

	private static final List<ElectionClient> CLIENTS = new ArrayList<>();

	private static final List<Participant> PARTICIPANTS = new ArrayList<>();

	private static Regions regions;

	private static ManifestConfiguration configuration;

	private static Lab lab;

	@BeforeAll
	static void start() {
		regions = Regions.copyTo(directory.resolve("checkout"));
		configuration = new ManifestConfiguration(regions.manifests());
		lab = Lab.builder()
			.regions("us-east", "singapore")
			.natsServersPerRegion(3)
			.natsConfiguration(configuration)
			.client("ann", "us-east")
			.client("sam", "singapore")
			.directory(directory.resolve("lab"))
			.start();
	}

	@AfterAll
	static void close() {
		CLIENTS.forEach((client) -> client.close().block(BOUND));
		if (lab != null) {
			lab.close();
		}
	}

	@Test
	@Order(1)
	void twoPeopleElectTheirRegionsAndTalkAcrossThem() {
		assertThat(elect("ann")).isEqualTo("us-east");
		assertThat(elect("sam")).isEqualTo("singapore");
		PARTICIPANTS
			.forEach((participant) -> LabClock.await(BOUND, () -> participant.sees(2), () -> "a roster of two"));
		PARTICIPANTS.forEach((participant) -> participant.startPublishing(Duration.ofMillis(20),
				(ex) -> FAILURES.add(ex.toString())));
		awaitMessages(50);
		assertThat(FAILURES).isEmpty();
	}

	private static String elect(String name) {
		LabClient user = lab.client(name);
		ElectionClientBuilder builder = lab.electionClient(user, ROOM);
		lab.regions().forEach((region) -> builder.region(region.name(), user.endpoints(region.name())));
		ElectionClient client = builder.build();
		CLIENTS.add(client);
		List<ConnectionEvent.Elected> elections = new CopyOnWriteArrayList<>();
		client.events().ofType(ConnectionEvent.Elected.class).subscribe(elections::add);
		PARTICIPANTS.add(new Participant(name, client, ROOM, LEDGER));
		client.start().block(BOUND);
		LabClock.await(BOUND, () -> !elections.isEmpty(), () -> "an election of " + name);
		return elections.get(0).record().winner().region();
	}

	@Test
	@Order(2)
	void aThirdRegionJoinsByRollingRestartAndNoMessageIsLost() {
		regions.run("add", "sao-paulo", "sao-paulo.rt.example.com", "gke").orThrow();
		Map<String, Manifests> rendered = regions.manifests();
		configuration.update(rendered);
		List<NatsServer> added = lab.nats().addRegion("sao-paulo");
		assertThat(rendered.get("sao-paulo").workload("nats").podNames()).hasSize(added.size());
		for (int ordinal = added.size() - 1; ordinal >= 0; ordinal--) {
			restart(List.of(lab.region("us-east").nats(ordinal), lab.region("singapore").nats(ordinal)));
		}
		added.forEach(NatsServer::start);
		lab.nats().awaitReady();
		assertThat(added).allSatisfy((server) -> assertThat(server.monitor().outboundRegions())
			.containsExactlyInAnyOrder("us-east", "singapore"));
		awaitMessages(50);
		PARTICIPANTS.forEach(Participant::stopPublishing);
		Map<String, Integer> published = LEDGER.published();
		LabClock.await(BOUND, () -> LEDGER.haveArrived(published), () -> "all messages; " + LEDGER.totals());
		System.out.printf("a third region joined by rolling restart: %s, longest silence %d ms%n", LEDGER.totals(),
				LEDGER.longestSilence().toMillis());
		assertThat(LEDGER.totals()).isEqualTo(new MessageLedger.Totals(sum(published), sum(published), 0, 0, 0));
		assertThat(FAILURES).isEmpty();
	}

	/**
	 * One server of each region at a time, as two clusters do that are rolled at once.
	 */
	private static void restart(List<NatsServer> servers) {
		servers.forEach(NatsServer::lameDuck);
		servers.forEach((server) -> server.awaitEnd(LAME_DUCK_BOUND));
		servers.forEach(NatsServer::start);
		lab.nats().awaitReady();
	}

	private static void awaitMessages(int count) {
		Map<String, Integer> before = LEDGER.published();
		LabClock.await(BOUND,
				() -> before.entrySet()
					.stream()
					.allMatch((sender) -> LEDGER.published().get(sender.getKey()) > sender.getValue() + count),
				() -> count + " messages of each; " + LEDGER.published() + FAILURES);
		Map<String, Integer> published = LEDGER.published();
		LabClock.await(BOUND, () -> LEDGER.haveArrived(published), () -> "their arrival; " + LEDGER.totals());
	}

	private static long sum(Map<String, Integer> published) {
		return published.values().stream().mapToLong(Integer::longValue).sum();
	}

}
