package dev.perigee.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import dev.perigee.lab.Lab;
import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.time.LabClock;
import dev.perigee.lab.traffic.MessageLedger;
import dev.perigee.protocol.Transport;
import dev.perigee.webtransport.WebTransportClient;
import dev.perigee.webtransport.WebTransportConnection;
import dev.perigee.webtransport.WebTransportTrust;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * More than 10,000 cases of bad input over each transport, against gateways that serve
 * others meanwhile. Each attack is made of a number that failures tell;
 * {@code -Dhostile.seed=<number>} makes that one alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputIT {

	private static final int CASES = 10_000;

	private static final String REGION = "frankfurt";

	private static final int ATTACKERS = 32;

	/** Of handshakes that do not end, and of WebSockets that break. */
	private static final int CLIENTS_BELOW_THE_PROTOCOL = 200;

	/** Enough for every kind to be there. */
	private static final int WARM_UP_CASES = 300;

	private static final int LATENCY_SAMPLES = 60;

	private static final Duration BOUND = Duration.ofSeconds(180);

	/** Ten times the latency of before may still be nothing. */
	private static final Duration UNNOTICED = Duration.ofMillis(250);

	private final HttpClient http = HttpClient.newHttpClient();

	private final ExecutorService attackers = Executors.newFixedThreadPool(ATTACKERS);

	/** One for each thread that attacks over WebTransport. */
	private final Map<Thread, WebTransportConnection> connections = new ConcurrentHashMap<>();

	private final Map<Transport, Attacks> attacks = new EnumMap<>(Transport.class);

	private Lab lab;

	@BeforeAll
	void start() throws Exception {
		this.lab = Lab.builder()
			.regions(REGION)
			.gatewayOptions("-Dgateway.room.linger=1s", "-Dgateway.session.resume-grace=1s",
					"-Dgateway.limits.attaches-per-second=5000", "-Dgateway.limits.handshakes-per-second=5000",
					"-Dgateway.limits.handshakes-per-address=5000", "-Dgateway.limits.unfinished-handshakes=4000",
					"-Dgateway.limits.connections-per-address=10000", "-Dgateway.limits.unauthenticated-lifetime=20s",
					"-Dio.netty.leakDetection.level=advanced")
			.start();
		try (Attacker victim = connect(Transport.WEBSOCKET)) {
			String resumeToken = victim.hello(this.lab.token("victim", "*")).resumeToken();
			for (Transport transport : Transport.values()) {
				this.attacks.put(transport, new Attacks(transport, this.lab.tokens(), resumeToken));
			}
		}
	}

	@AfterAll
	void stop() {
		this.attackers.shutdownNow();
		disconnect();
		this.lab.close();
	}

	@Test
	void everyBadInputGetsItsAnswerAndNobodyElseNotices() throws Exception {
		Long seed = Long.getLong("hostile.seed");
		if (seed != null) {
			attack(seed, 1);
			return;
		}
		attack(0, WARM_UP_CASES);
		List<Condition> before = conditions();
		try (ControlRoom control = new ControlRoom(this.lab, REGION);
				Latency overTcp = new Latency(connect(Transport.WEBSOCKET));
				Latency overQuic = new Latency(connect(Transport.WEBTRANSPORT))) {
			List<Duration> calm = medians(overTcp, overQuic);
			Future<?> belowTheProtocol = this.attackers.submit(this::attackBelowTheProtocol);
			attack(0, CASES);
			belowTheProtocol.get();
			List<Duration> stormy = medians(overTcp, overQuic);
			System.out.println("median round trips over TCP and QUIC: before " + calm + ", meanwhile " + stormy);
			for (int i = 0; i < calm.size(); i++) {
				Duration limit = calm.get(i).multipliedBy(10).plus(UNNOTICED);
				assertThat(stormy.get(i)).as("round trips").isLessThan(limit);
			}
			MessageLedger.Totals totals = control.settle();
			assertThat(totals.lost() + totals.repeated() + totals.outOfOrder()).as("of " + totals).isZero();
		}
		disconnect();
		before.forEach((condition) -> condition.assertIsBack(BOUND));
	}

	/** What ends before there is a frame: handshakes, requests, WebSockets. */
	private Void attackBelowTheProtocol() throws IOException {
		InetSocketAddress tcp = this.lab.region(REGION).gatewayWs().address();
		HalfHandshakes.begin(this.lab.region(REGION).gatewayWt().address(), CLIENTS_BELOW_THE_PROTOCOL);
		try (SlowRequests slow = new SlowRequests(tcp, CLIENTS_BELOW_THE_PROTOCOL)) {
			assertThat(BrokenWebSockets.open(tcp, CLIENTS_BELOW_THE_PROTOCOL)).as("broken WebSockets").isEmpty();
			assertThat(slow.goOn(BOUND)).as("slow requests left open").isZero();
		}
		return null;
	}

	private static List<Duration> medians(Latency... latencies) {
		List<Duration> medians = new ArrayList<>();
		for (Latency latency : latencies) {
			LabClock.await(BOUND, () -> latency.samples() >= LATENCY_SAMPLES, () -> "round trips are measured");
			medians.add(latency.takeMedian());
		}
		return medians;
	}

	/** Attacks over both transports until each has had its cases. */
	private void attack(long firstSeed, int cases) throws Exception {
		List<Future<?>> running = new ArrayList<>();
		for (Transport transport : Transport.values()) {
			Map<String, Integer> kinds = new TreeMap<>();
			int count = 0;
			for (long seed = firstSeed; count < cases; seed++) {
				Attack attack = this.attacks.get(transport).of(seed);
				count += attack.cases();
				kinds.merge(attack.kind(), attack.cases(), Integer::sum);
				running.add(this.attackers.submit(() -> attack(transport, attack)));
			}
			System.out.println(transport + ": " + count + " cases: " + kinds);
		}
		List<Throwable> failures = new ArrayList<>();
		for (Future<?> attack : running) {
			try {
				attack.get();
			}
			catch (ExecutionException ex) {
				failures.add(ex.getCause());
			}
		}
		assertThat(failures).as("attacks without their answer").isEmpty();
	}

	private void attack(Transport transport, Attack attack) {
		try (Attacker attacker = connect(transport)) {
			attacker.attack(attack);
		}
	}

	private Attacker connect(Transport transport) {
		GatewayProcess gateway = this.lab.region(REGION).gateway(transport);
		if (transport == Transport.WEBSOCKET) {
			return new WebSocketAttacker(this.http, gateway.url());
		}
		return WebTransportAttacker.open(this.connections.computeIfAbsent(Thread.currentThread(),
				(thread) -> WebTransportClient.create()
					.secure(WebTransportTrust.certificateHashes(this.lab.webTransportIdentity().sha256()))
					.connection(gateway.url())
					.block(BOUND)));
	}

	private void disconnect() {
		this.connections.values().forEach((connection) -> {
			connection.dispose();
			connection.onDispose().block(BOUND);
		});
		this.connections.clear();
	}

	private List<Condition> conditions() {
		disconnect();
		return Stream.of(Transport.values())
			.map((transport) -> Condition.of(this.lab.region(REGION).gateway(transport), BOUND))
			.toList();
	}

}
