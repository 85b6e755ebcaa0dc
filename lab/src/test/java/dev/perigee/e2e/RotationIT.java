package dev.perigee.e2e;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import com.nimbusds.jose.jwk.ECKey;
import dev.perigee.election.ConnectionEvent;
import dev.perigee.election.ElectionClientBuilder;
import dev.perigee.election.Region;
import dev.perigee.election.transport.Trust;
import dev.perigee.gateway.test.Issuer;
import dev.perigee.gateway.test.MountedSecret;
import dev.perigee.gateway.test.SeenCertificate;
import dev.perigee.gateway.test.Tokens;
import dev.perigee.lab.Lab;
import dev.perigee.lab.LabClient;
import dev.perigee.lab.time.LabClock;
import dev.perigee.lab.traffic.MessageLedger;
import dev.perigee.lab.traffic.Participant;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.Transport;
import io.netty.handler.ssl.util.TrustManagerFactoryWrapper;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operator replaces without a restart, the certificate of the gateways and the
 * keys that verify tokens, while users talk over both transports.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RotationIT {

	private static final String REGION = "frankfurt";

	private static final int ROTATIONS = 3;

	private static final int CALLERS_PER_TRANSPORT = 2;

	private static final Duration PACE = Duration.ofMillis(20);

	private static final Duration BOUND = Duration.ofSeconds(40);

	private final X509Bundle authority = MountedSecret.authority("edge");

	private final MountedSecret secret = MountedSecret.of(MountedSecret.issue(this.authority), this.authority);

	private final Issuer issuer = new Issuer();

	private ECKey key = Issuer.key("key-0");

	private Lab lab;

	/** The ways of all newcomers, because each way takes ports. */
	private final Map<Transport, LabClient> newcomers = new EnumMap<>(Transport.class);

	private int users;

	@BeforeAll
	void start() {
		this.issuer.publish(this.key);
		this.lab = Lab.builder()
			.regions(REGION)
			.gatewayOptions(options())
			.gatewayOptions(Transport.WEBSOCKET, "-Dserver.ssl.bundle=edge", "-Dmanagement.server.ssl.enabled=false")
			.gatewayOptions(Transport.WEBTRANSPORT, "-Dgateway.wt.ssl-bundle=edge")
			.directory(Path.of("target", "rotation-" + ProcessHandle.current().pid()))
			.start();
	}

	private String[] options() {
		Stream<String> auth = Stream.of("secret=", "resume-secret=" + Tokens.SECRET,
				"jwk-set-uri=" + this.issuer.jwkSetUri(), "jwk-set-refresh=200ms", "jwk-set-cooldown=20ms");
		return Stream.concat(Stream.of(this.secret.bundle("edge")), auth.map("gateway.auth."::concat))
			.map("-D"::concat)
			.toArray(String[]::new);
	}

	@AfterAll
	void stop() {
		if (this.lab != null) {
			this.lab.close();
		}
		this.issuer.close();
		this.secret.close();
	}

	@Test
	void newcomersAreShownTheNewCertificateAndNobodyElseNotices() {
		try (Conversation conversation = new Conversation("certificates")) {
			conversation.begin();
			for (int rotation = 1; rotation <= ROTATIONS; rotation++) {
				X509Bundle fresh = MountedSecret.issue(this.authority);
				this.secret.replace(fresh, this.authority);
				BigInteger serialNumber = fresh.getCertificate().getSerialNumber();
				for (Transport transport : Transport.values()) {
					await(transport + " shows the new certificate",
							() -> shownCertificate(transport).equals(serialNumber));
				}
				conversation.goesOn();
			}
			conversation.endsComplete();
		}
	}

	@Test
	void newcomersNeedTheNewKeyAndNobodyElseNotices() {
		try (Conversation conversation = new Conversation("keys")) {
			conversation.begin();
			for (int rotation = 1; rotation <= ROTATIONS; rotation++) {
				ECKey old = this.key;
				ECKey fresh = Issuer.key(old.getKeyID() + "-" + rotation);
				this.issuer.publish(old, fresh);
				for (Transport transport : Transport.values()) {
					assertThat(isAdmitted(transport, fresh)).as("%s, a new key", transport).isTrue();
					assertThat(isAdmitted(transport, old)).as("%s, the key of before", transport).isTrue();
				}
				this.key = fresh;
				this.issuer.publish(fresh);
				for (Transport transport : Transport.values()) {
					await(transport + " refuses a key that was withdrawn", () -> !isAdmitted(transport, old));
					assertThat(isAdmitted(transport, fresh)).as("%s, the only key", transport).isTrue();
				}
				conversation.goesOn();
			}
			conversation.endsComplete();
		}
	}

	private BigInteger shownCertificate(Transport transport) {
		SeenCertificate seen = new SeenCertificate();
		try (Caller newcomer = newcomer(transport, this.key, Trust.of(new TrustManagerFactoryWrapper(seen)))) {
			newcomer.start();
		}
		return seen.serialNumber();
	}

	private boolean isAdmitted(Transport transport, ECKey signer) {
		try (Caller newcomer = newcomer(transport, signer, trust())) {
			newcomer.client.start().subscribe(null, (refusal) -> {
			});
			newcomer.await("an answer", () -> !newcomer.of(ConnectionEvent.Connected.class).isEmpty()
					|| !newcomer.of(ConnectionEvent.Refused.class).isEmpty());
			assertThat(newcomer.of(ConnectionEvent.Refused.class)).extracting(ConnectionEvent.Refused::code)
				.allMatch((code) -> code == CloseCode.UNAUTHENTICATED.number());
			return newcomer.of(ConnectionEvent.Refused.class).isEmpty();
		}
	}

	private Caller newcomer(Transport transport, ECKey signer, Trust trust) {
		return caller(this.newcomers.computeIfAbsent(transport, this::links), transport, signer, trust, "hall");
	}

	private LabClient links(Transport transport) {
		return this.lab.addClient("%s-%d".formatted(transport.id(), ++this.users), REGION);
	}

	private Caller caller(LabClient links, Transport transport, ECKey signer, Trust trust, String room) {
		URI url = links.url(REGION, transport);
		Region endpoint = (transport == Transport.WEBSOCKET)
				? new Region(URI.create("wss:" + url.getSchemeSpecificPart()), null) : new Region(null, url);
		ElectionClientBuilder builder = this.lab.electionClient(links, room)
			.token(Issuer.token(signer, links.name(), room))
			.trust(trust)
			.region(REGION, endpoint);
		return Caller.of(links, builder, room);
	}

	private Trust trust() {
		return Trust.ofPem(new ByteArrayInputStream(this.authority.getCertificatePEM().getBytes(US_ASCII)));
	}

	private static void await(String what, BooleanSupplier condition) {
		LabClock.await(BOUND, condition, () -> what);
	}

	/** Users of both transports who publish numbered messages to each other. */
	private final class Conversation implements AutoCloseable {

		private final MessageLedger ledger = new MessageLedger(LabClock::nanoTime);

		private final List<Throwable> refusals = new CopyOnWriteArrayList<>();

		private final List<Caller> callers = new ArrayList<>();

		private final List<Participant> participants = new ArrayList<>();

		private final String room;

		private Conversation(String room) {
			this.room = room;
		}

		private void begin() {
			for (Transport transport : Transport.values()) {
				for (int i = 0; i < CALLERS_PER_TRANSPORT; i++) {
					Caller caller = caller(links(transport), transport, RotationIT.this.key, trust(), this.room);
					this.callers.add(caller);
					this.participants.add(new Participant(caller.links.name(), caller.client, this.room, this.ledger));
				}
			}
			this.callers.forEach(Caller::start);
			this.callers.forEach((caller) -> caller.awaitRoster(this.callers.size()));
			this.participants.forEach((one) -> one.startPublishing(PACE, this.refusals::add));
		}

		/** Everybody publishes more, and hears all of the others. */
		private void goesOn() {
			Map<String, Integer> before = this.ledger.published();
			await("everybody publishes",
					() -> before.entrySet()
						.stream()
						.allMatch((one) -> this.ledger.published().get(one.getKey()) > one.getValue()));
			awaitArrival();
		}

		private Map<String, Integer> awaitArrival() {
			Map<String, Integer> published = this.ledger.published();
			LabClock.await(BOUND, () -> this.ledger.haveArrived(published),
					() -> "messages of %s: %s".formatted(published, this.ledger.flaws()));
			return published;
		}

		private void endsComplete() {
			this.participants.forEach(Participant::stopPublishing);
			MessageLedger.Totals totals = this.ledger.totals(awaitArrival());
			System.out.printf("%d rotations of %s: %s%n", ROTATIONS, this.room, totals);
			assertThat(totals).as("%s", this.ledger.flaws())
				.isEqualTo(new MessageLedger.Totals(totals.sent(), totals.sent(), 0, 0, 0));
			assertThat(this.ledger.gaps()).isZero();
			assertThat(this.refusals).isEmpty();
			assertThat(this.callers).allSatisfy((caller) -> assertThat(caller.events)
				.noneMatch((event) -> event instanceof ConnectionEvent.Disconnected));
		}

		@Override
		public void close() {
			this.callers.forEach(Caller::close);
		}

	}

}
