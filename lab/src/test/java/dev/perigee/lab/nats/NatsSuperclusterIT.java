package dev.perigee.lab.nats;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import dev.perigee.lab.ProjectHome;
import dev.perigee.lab.link.Links;
import dev.perigee.lab.port.PortLease;
import dev.perigee.lab.time.LabClock;
import dev.perigee.lab.tls.CertificateAuthority;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(120)
class NatsSuperclusterIT {

	/** A subject that gateways may use. */
	private static final String PING = "rt.room.0.ping";

	private static final ConfigTemplate TEMPLATE = ConfigTemplate
		.read(ProjectHome.path().resolve("nats-config/nats-server.conf.template"));

	private static final Duration BOUND = Duration.ofSeconds(10);

	@TempDir
	private Path directory;

	private final PortLease ports = PortLease.acquire();

	private final Links links = new Links(this.ports, LabClock::nanoTime, 1);

	private final List<Connection> connections = new ArrayList<>();

	private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();

	private NatsSupercluster nats;

	private NatsServer intruder;

	@AfterEach
	void close() throws InterruptedException {
		for (Connection connection : this.connections) {
			connection.close();
		}
		if (this.intruder != null) {
			this.intruder.close();
		}
		this.nats.close();
		this.links.close();
		this.ports.close();
	}

	@Test
	void carriesMessagesBetweenRegionsWithTheDelayOfTheirLink() throws Exception {
		start(1, "east", "west");
		this.nats.link("east", "west").delay(Duration.ofMillis(30));
		Connection east = connect("east", 0);
		respond(connect("west", 0), PING);
		awaitAnswer(east, PING);
		long start = LabClock.nanoTime();
		assertThat(east.request(PING, new byte[1], BOUND)).isNotNull();
		assertThat(Duration.ofNanos(LabClock.nanoTime() - start)).isGreaterThan(Duration.ofMillis(60));
		assertThat(this.nats.link("west", "east").statistics().bytesForwarded()).isPositive();
	}

	@Test
	void joinsThreeServersOfEachOfTwoRegions() throws Exception {
		start(3, "east", "west");
		respond(connect("west", 2), PING);
		for (int server = 0; server < 3; server++) {
			awaitAnswer(connect("east", server), PING);
		}
	}

	@Test
	void survivesTheDeathOfAServerAndTakesItBack() throws Exception {
		start(3, "east", "west");
		NatsServer victim = this.nats.region("west").get(0);
		victim.kill();
		assertThat(victim.isAlive()).isFalse();
		this.nats.awaitReady();
		respond(connect("west", 1), PING);
		awaitAnswer(connect("east", 0), PING);
		victim.start();
		this.nats.awaitReady();
		awaitAnswer(connect("west", 0), PING);
	}

	@Test
	void letsNothingRoundTheLinkBetweenThreeRegions() throws Exception {
		start(2, "east", "west", "south");
		respond(connect("west", 0), PING);
		Connection east = connect("east", 0);
		awaitAnswer(east, PING);
		this.nats.link("east", "west").cut();
		LabClock.await(BOUND, () -> !outbound("east").contains("west"), () -> "east lost west");
		assertThat(outbound("east")).containsExactly("south");
		this.nats.link("east", "west").restore();
		this.nats.awaitReady();
		awaitAnswer(east, PING);
	}

	@Test
	void refusesAServerWithACertificateOfAnotherAuthority() {
		start(1, "east", "west");
		this.intruder = this.nats.write(intruder("east", "west"),
				CertificateAuthority.create("rogue", InstantSource.system()));
		this.intruder.start();
		awaitLog("west", 0, "TLS gateway handshake error");
		awaitLog("east", 0, "TLS route handshake error");
		assertThat(this.intruder.monitor().outboundRegions()).isEmpty();
		assertThat(this.intruder.monitor().routePeers()).isEmpty();
		assertThat(outbound("east")).containsExactly("west");
	}

	@Test
	void refusesARegionThatNobodyKnows() {
		start(1, "east", "west");
		this.intruder = this.nats.write(intruder("atlantis", "west"));
		this.intruder.start();
		awaitLog("west", 0, "Rejecting connection from gateway \"atlantis\"");
		assertThat(outbound("west")).containsExactly("east");
	}

	@Test
	void refusesAWrongPasswordAndPlainText() throws Exception {
		start(1, "east");
		NatsServer server = this.nats.region("east").get(0);
		assertThatThrownBy(() -> Nats.connect(options(server, NatsCredentials.GATEWAY_USER, "wrong").build()))
			.isInstanceOf(AuthenticationException.class);
		Options plain = new Options.Builder().server(server.clientUrl().toString().replace("tls:", "nats:"))
			.userInfo(NatsCredentials.GATEWAY_USER, this.nats.credentials().gatewayPassword())
			.maxReconnects(0)
			.build();
		assertThatThrownBy(() -> Nats.connect(plain)).hasMessageContaining("Unable to connect");
	}

	@Test
	void reportsWhatAGatewayMayNotDo() throws Exception {
		start(1, "east");
		Connection connection = connect("east", 0);
		for (String subject : List.of("other.subject", "rt.other", "rt.room.1", "rt.room.1.2.3", "rt.presence.west",
				"_INBOX.x", "$SYS.REQ.SERVER.PING")) {
			connection.publish(subject, new byte[1]);
			assertThat(this.errors.poll(5, TimeUnit.SECONDS)).containsIgnoringCase("permissions violation for publish")
				.containsIgnoringCase(subject);
		}
		for (String subject : List.of(">", "rt.>", "rt.*", "rt.room.>", "_INBOX.*", "$SYS.>")) {
			Subscription nothing = connection.subscribe(subject);
			assertThat(this.errors.poll(5, TimeUnit.SECONDS))
				.containsIgnoringCase("permissions violation for subscription")
				.containsIgnoringCase(subject);
			assertThat(nothing.isActive()).isTrue();
		}
	}

	@Test
	void showsAllServersToTheSystemUserAndBoundsWhatAGatewaySends() throws Exception {
		start(1, "east", "west");
		Connection system = connect(options(this.nats.region("east").get(0), NatsCredentials.SYSTEM_USER,
				this.nats.credentials().systemPassword())
			.inboxPrefix("_INBOX."));
		BlockingQueue<String> servers = new LinkedBlockingQueue<>();
		system.createDispatcher((message) -> servers.add(new String(message.getData()))).subscribe("_INBOX.ping");
		system.publish("$SYS.REQ.SERVER.PING", "_INBOX.ping", null);
		assertThat(List.of(servers.poll(10, TimeUnit.SECONDS), servers.poll(10, TimeUnit.SECONDS)))
			.anySatisfy((server) -> assertThat(server).contains("\"east-nats-0\""))
			.anySatisfy((server) -> assertThat(server).contains("\"west-nats-0\""));
		assertThat(connect("east", 0).getMaxPayload()).isEqualTo(256 * 1024);
	}

	@Test
	void carriesNothingToARegionWhereNobodyListens() throws Exception {
		start(1, "east", "west");
		Connection east = connect("east", 0);
		respond(connect("west", 0), PING);
		awaitAnswer(east, PING);
		assertThat(this.nats.region("east").get(0).monitor().interestMode("west", "APP")).isEqualTo("Interest-Only");
		long before = forwarded();
		for (int message = 0; message < 100; message++) {
			east.publish("rt.room.0.nobody", new byte[10_000]);
		}
		assertThat(east.request(PING, new byte[1], BOUND)).isNotNull();
		assertThat(forwarded() - before).as("bytes between the regions").isLessThan(100 * 10_000);
	}

	private long forwarded() {
		return this.nats.link("east", "west").statistics().bytesForwarded();
	}

	@Test
	void findsAnotherServerOfARegionSoonAfterTheDeathOfOne() throws Exception {
		start(2, "east", "west");
		String peer = this.nats.region("east").get(0).monitor().outboundPeer("west").orElseThrow();
		boolean first = this.nats.region("west").get(0).monitor().serverId().orElseThrow().equals(peer);
		NumberedMessages stream = stream(first ? 1 : 0);
		this.nats.region("west").get(first ? 0 : 1).kill();
		int atKill = stream.published();
		stream.publishUntil("a message after the kill", () -> stream.heardFrom(atKill));
		System.out.printf("kill -9 of the nats-server at the other end: silence of %d ms, %d of %d messages lost%n",
				stream.longestSilence().toMillis(), stream.lost(), stream.published());
		assertThat(stream.longestSilence()).isLessThan(BOUND);
	}

	@Test
	void goesOnSoonAfterAPartitionThatItNoticed() throws Exception {
		start(1, "east", "west");
		NumberedMessages stream = stream(0);
		this.nats.link("east", "west").blackHole(true);
		Duration noticed = timed(
				() -> stream.publishUntil("the end of the connection", () -> !outbound("east").contains("west")));
		this.nats.link("east", "west").blackHole(false);
		int atHeal = stream.published();
		Duration recovered = timed(
				() -> stream.publishUntil("a message after the heal", () -> stream.heardFrom(atHeal)));
		System.out.printf("partition between two regions: noticed after %d ms, messages flow %d ms after its end%n",
				noticed.toMillis(), recovered.toMillis());
		assertThat(noticed).isLessThan(Duration.ofSeconds(30));
		assertThat(recovered).isLessThan(BOUND);
	}

	private static Duration timed(Runnable action) {
		long start = LabClock.nanoTime();
		action.run();
		return Duration.ofNanos(LabClock.nanoTime() - start);
	}

	/** Messages from the first server of the east, that flow. */
	private NumberedMessages stream(int server) throws Exception {
		Connection receiver = connect("west", server);
		NumberedMessages stream = new NumberedMessages(connect("east", 0), PING);
		receiver.createDispatcher(stream::receive).subscribe(PING);
		receiver.flush(BOUND);
		stream.publishUntil("the first messages", () -> stream.heardFrom(20));
		return stream;
	}

	@Test
	void saysWhyAConfigurationIsRefused() {
		this.nats = NatsSupercluster.prepare(new NatsPlan(List.of("east"), 1, NatsConfiguration.from(TEMPLATE)),
				this.directory, this.ports, this.links);
		NatsPlan broken = new NatsPlan(List.of("west"), 1,
				NatsConfiguration.from(new ConfigTemplate(TEMPLATE.text().replace("ping_max", "pong_max"))));
		assertThatThrownBy(() -> NatsSupercluster.prepare(broken, this.directory, this.ports, this.links))
			.hasMessageContaining("west-nats-0")
			.hasMessageContaining("unknown field \"pong_max\"");
	}

	private void start(int servers, String... regions) {
		NatsPlan plan = new NatsPlan(List.of(regions), servers, NatsConfiguration.from(TEMPLATE));
		this.nats = NatsSupercluster.prepare(plan, this.directory, this.ports, this.links);
		this.nats.start();
	}

	private ServerConfig intruder(String region, String target) {
		List<InetSocketAddress> routes = region.equals("east")
				? List.of(this.nats.region("east").get(0).addresses().cluster()) : List.of();
		return new ServerConfig(region + "-intruder", region, ServerAddresses.from(this.ports),
				this.ports.nextAddress(), routes,
				Map.of(target, List.of(this.nats.region(target).get(0).addresses().gateway())));
	}

	private Set<String> outbound(String region) {
		return this.nats.region(region).get(0).monitor().outboundRegions();
	}

	private void awaitLog(String region, int server, String text) {
		this.nats.region(region).get(server).process().awaitOutput(text, BOUND);
	}

	private Connection connect(String region, int server) throws Exception {
		return connect(options(this.nats.region(region).get(server), NatsCredentials.GATEWAY_USER,
				this.nats.credentials().gatewayPassword()));
	}

	private Connection connect(Options.Builder options) throws Exception {
		Connection connection = Nats.connect(options.build());
		this.connections.add(connection);
		return connection;
	}

	private Options.Builder options(NatsServer server, String user, String password) throws Exception {
		return new Options.Builder().server(server.clientUrl().toString())
			.userInfo(user, password)
			.sslContext(trusting(this.nats.authorityFile()))
			.maxReconnects(0)
			.inboxPrefix("rt.node.")
			.errorListener(new ErrorListener() {
				@Override
				public void errorOccurred(Connection connection, String error) {
					NatsSuperclusterIT.this.errors.add(error);
				}
			});
	}

	private static SSLContext trusting(Path authority) throws Exception {
		KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
		store.load(null, null);
		try (var pem = Files.newInputStream(authority)) {
			store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
		}
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(store);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

	private static void respond(Connection connection, String subject) throws Exception {
		Dispatcher dispatcher = connection
			.createDispatcher((message) -> connection.publish(message.getReplyTo(), message.getData()));
		dispatcher.subscribe(subject);
		connection.flush(BOUND);
	}

	/**
	 * Interest crosses gateways in its own time, so the first requests may find nobody.
	 */
	private static void awaitAnswer(Connection connection, String subject) {
		LabClock.await(BOUND, () -> {
			try {
				Message answer = connection.request(subject, new byte[1], Duration.ofMillis(500));
				return answer != null;
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}, () -> "an answer on " + subject);
	}

}
