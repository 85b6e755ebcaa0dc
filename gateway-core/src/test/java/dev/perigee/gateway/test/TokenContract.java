package dev.perigee.gateway.test;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.perigee.protocol.Advice;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames.Hello;
import dev.perigee.protocol.ControlFrames.Join;
import dev.perigee.protocol.ControlFrames.Joined;
import dev.perigee.protocol.ControlFrames.Leave;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.ControlFrames.Refused;
import dev.perigee.protocol.ControlFrames.Replay;
import dev.perigee.protocol.ControlFrames.Welcome;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.TokenFrames.Renew;
import dev.perigee.protocol.TokenFrames.Renewed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static dev.perigee.protocol.DeliveryClass.RELIABLE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who gets in with which token, and what it is good for, where an issuer publishes its
 * keys: run by each service over real connections, with a real issuer over HTTP.
 */
public abstract class TokenContract extends GatewayFixture {

	private static final Duration BOUND = Duration.ofSeconds(10);

	private static final int SESSIONS = 10;

	private final Issuer issuer = new Issuer();

	private final ECKey key = Issuer.key("first");

	@Override
	protected final String[] properties() {
		this.issuer.publish(this.key);
		return new String[] { "gateway.region=test", "gateway.auth.secret=",
				"gateway.auth.jwk-set-uri=" + this.issuer.jwkSetUri(), "gateway.auth.jwk-set-refresh=200ms",
				"gateway.auth.jwk-set-cooldown=20ms", "gateway.auth.resume-secret=" + Tokens.SECRET,
				"gateway.auth.clock-skew=0s", "gateway.limits.max-rooms=5" };
	}

	@BeforeEach
	void publishTheKey() {
		this.issuer.publish(this.key);
		this.issuer.broken(false);
		this.issuer.awaitFetch();
	}

	@AfterAll
	void stopIssuer() {
		this.issuer.close();
	}

	private TestClient member(ECKey key, String user) {
		TestClient client = client();
		client.hello(Issuer.token(key, user, "*"));
		return client;
	}

	private TestClient refused(String token, CloseCode code) {
		TestClient client = client();
		client.send(new Hello(1, token, null, 0, null), new Join("sent-at-once"));
		client.assertRefused(code);
		client.assertClosedWith(code);
		return client;
	}

	@Test
	void keysRotateUnderLiveSessions() {
		ECKey second = Issuer.key("second");
		TestClient publisher = member(this.key, "publisher");
		int handle = publisher.join("rotation").handle();
		List<TestClient> live = IntStream.range(0, SESSIONS).mapToObj((i) -> member(this.key, "live-" + i)).toList();
		live.forEach((client) -> client.join("rotation"));
		publisher.publish(handle, RELIABLE, 1, "before");

		// a key that nobody has seen is good at once
		this.issuer.publish(this.key, second);
		assertThat(welcomed(second)).isEqualTo(SESSIONS);
		assertThat(welcomed(this.key)).isEqualTo(SESSIONS);
		publisher.publish(handle, RELIABLE, 2, "both keys");

		// one that was withdrawn is refused when the set was fetched the next time
		this.issuer.publish(second);
		this.issuer.awaitFetch();
		IntStream.range(0, SESSIONS)
			.forEach((i) -> refused(Issuer.token(this.key, "late-" + i, "*"), CloseCode.UNAUTHENTICATED));
		assertThat(welcomed(second)).isEqualTo(SESSIONS);
		publisher.publish(handle, RELIABLE, 3, "after");

		for (TestClient client : live) {
			for (int sequence = 1; sequence <= 3; sequence++) {
				assertThat(client.receive(Frame.Deliver.class).sequence()).isEqualTo(sequence);
			}
			assertThat(client.isOpen()).isTrue();
			client.join("another");
		}
	}

	private long welcomed(ECKey key) {
		return IntStream.range(0, SESSIONS)
			.mapToObj((i) -> client().hello(Issuer.token(key, "new-" + i, "*")))
			.filter((welcome) -> !welcome.resumed())
			.count();
	}

	@Test
	void whatIsSaidBeforeTheTokenIsJudgedKeepsItsOrder() {
		ECKey unseen = Issuer.key("unseen");
		this.issuer.hold();
		this.issuer.publish(this.key, unseen);
		TestClient waiting = client();
		waiting.send(new Hello(1, Issuer.token(unseen, "ann", "*"), null, 0, null), new Join("first"),
				new Join("second"), new Leave("first"), new Join("third"), new Frame.Probe(1, 0));
		waiting.receive(Frame.Echo.class);
		TestClient eager = client();
		Frame[] hasty = new Frame[12];
		hasty[0] = new Hello(1, Issuer.token(unseen, "bob", "*"), null, 0, null);
		IntStream.range(1, hasty.length).forEach((i) -> hasty[i] = new Join("room-" + i));
		eager.send(hasty);
		eager.assertClosedWith(CloseCode.RATE_LIMITED);
		member(this.key, "those with a known key go on").join("first");
		assertThat(waiting.receivedSoFar(Welcome.class)).isEmpty();
		this.issuer.release();
		waiting.receive(Welcome.class);
		for (String room : List.of("first", "second", "third")) {
			assertThat(waiting.receive(Joined.class).room()).isEqualTo(room);
		}
		assertThat(waiting.receive(Leave.class).room()).isEqualTo("first");
	}

	@Test
	void anUnreachableIssuerIsNobodysFault() {
		this.issuer.broken(true);
		TestClient client = client();
		client.send(new Hello(1, Issuer.token(Issuer.key("unseen"), "ann", "*"), null, 0, null));
		Refused refused = client.receive(Refused.class);
		assertThat(refused.code()).isEqualTo(CloseCode.UNAVAILABLE.number());
		assertThat(refused.advice()).isEqualTo(Advice.RETRY_ELSEWHERE);
		assertThat(refused.retryAfterMillis()).isPositive();
		client.assertClosedWith(CloseCode.UNAVAILABLE);
		member(this.key, "known keys go on");
	}

	@Test
	void aFloodOfUnknownKeysAsksTheIssuerOnce() {
		this.issuer.hold();
		int before = this.issuer.answers();
		List<TestClient> flood = IntStream.range(0, 20).mapToObj((i) -> {
			TestClient client = client();
			client.send(new Hello(1, Issuer.token(Issuer.key("unseen-" + i), "eve", "*"), null, 0, null));
			return client;
		}).toList();
		flood.forEach((client) -> client.receivedSoFar(Welcome.class));
		this.issuer.release();
		flood.forEach((client) -> client.assertClosedWith(CloseCode.UNAUTHENTICATED));
		// one that was under way, one for the flood, and what refreshes come meanwhile
		assertThat(this.issuer.answers() - before).isLessThan(10);
	}

	@Test
	void refusesTokensThatChooseTheirOwnAlgorithm() {
		JWTClaimsSet claims = new JWTClaimsSet.Builder().subject("eve")
			.expirationTime(Date.from(Instant.now().plusSeconds(60)))
			.claim("rooms", List.of("*"))
			.build();
		refused(new PlainJWT(claims).serialize(), CloseCode.UNAUTHENTICATED);
		refused(Tokens.sign(this.key.toPublicJWK().toJSONString(), claims), CloseCode.UNAUTHENTICATED);
		refused(Tokens.sign(Tokens.SECRET, claims), CloseCode.UNAUTHENTICATED);
		refused(Issuer.token(Issuer.key("first"), "eve", "*"), CloseCode.UNAUTHENTICATED);
	}

	@Test
	void anExpiredTokenEndsNoCallButOpensNoDoorUntilItIsRenewed() {
		TestClient ann = member(this.key, "ann");
		int handle = ann.join("call").handle();
		Instant soon = Instant.now().plusSeconds(2);
		TestClient bob = client();
		bob.hello(Issuer.token(this.key, "bob", soon, List.of("*")));
		bob.join("call");
		Await.until("the token has expired", BOUND, () -> Instant.now().isAfter(soon.plusMillis(50)));
		bob.send(new Join("another"));
		Refused refused = bob.receive(Refused.class);
		assertThat(refused.code()).isEqualTo(CloseCode.TOKEN_EXPIRED.number());
		assertThat(refused.advice()).isEqualTo(Advice.REFRESH_TOKEN);
		assertThat(refused.room()).isEqualTo("another");
		ann.publish(handle, RELIABLE, 1, "still here");
		assertThat(TestClient.text(bob.receive(Frame.Deliver.class))).isEqualTo("still here");
		bob.send(new Renew(Issuer.token(this.key, "bob", "*")));
		assertThat(bob.receive(Renewed.class).tokenValidMillis()).isBetween(500_000L, 600_000L);
		bob.join("another");
	}

	@Test
	void aRenewalThatIsRefusedChangesNothing() {
		TestClient bob = client();
		bob.hello(Issuer.token(this.key, "bob", "mine"));
		bob.send(new Renew(Issuer.token(this.key, "eve", "*")));
		bob.assertRefused(CloseCode.UNAUTHENTICATED);
		bob.send(new Renew(Issuer.token(Issuer.key("forged"), "bob", "*")));
		bob.assertRefused(CloseCode.UNAUTHENTICATED);
		bob.join("mine");
		bob.send(new Join("other"));
		bob.assertRefused(CloseCode.FORBIDDEN);
	}

	@Test
	void aRenewedTokenCountsForTheRoomsThatAreJoinedNext() {
		TestClient bob = client();
		bob.hello(Issuer.token(this.key, "bob", "mine"));
		int handle = bob.join("mine").handle();
		bob.send(new Renew(Issuer.token(this.key, "bob", "other")));
		bob.receive(Renewed.class);
		bob.join("other");
		bob.publish(handle, RELIABLE, 1, "what was joined stays joined");
		bob.receive(Frame.Ack.class);
		bob.send(new Leave("mine"), new Join("mine"));
		bob.assertRefused(CloseCode.FORBIDDEN);
	}

	@Test
	void whoMayOnlySubscribeIsRefusedToPublishAndGoesOn() {
		TestClient listener = client();
		listener.hello(token("listener", Map.of("stage", List.of("subscribe"))));
		int handle = listener.join("stage").handle();
		listener.publish(handle, RELIABLE, 7, "not heard");
		Refused refused = listener.receive(Refused.class);
		assertThat(refused.code()).isEqualTo(CloseCode.FORBIDDEN.number());
		assertThat(refused.sequence()).isEqualTo(7);
		TestClient speaker = member(this.key, "speaker");
		speaker.publish(speaker.join("stage").handle(), RELIABLE, 1, "heard");
		assertThat(TestClient.text(listener.receive(Frame.Deliver.class))).isEqualTo("heard");
	}

	@Test
	void whoMayOnlyPublishSeesAndHearsNobody() {
		TestClient peer = member(this.key, "peer");
		int handle = peer.join("sensors").handle();
		TestClient sensor = client();
		sensor.hello(token("sensor", Map.of("sens*", List.of("publish"))));
		Joined joined = sensor.join("sensors");
		assertThat(joined.members()).extracting(Member::user).containsExactly("sensor");
		sensor.publish(joined.handle(), RELIABLE, 1, "20 degrees");
		sensor.receive(Frame.Ack.class);
		assertThat(TestClient.text(peer.receive(Frame.Deliver.class))).isEqualTo("20 degrees");
		peer.publish(handle, RELIABLE, 1, "not for sensors");
		peer.receive(Frame.Ack.class);
		member(this.key, "newcomer").join("sensors");
		sensor.send(new Replay("sensors", List.of()));
		sensor.assertRefused(CloseCode.FORBIDDEN);
		assertThat(sensor.receivedSoFar(Frame.class)).isEmpty();
	}

	private String token(String user, Map<String, List<String>> rooms) {
		return Issuer.token(this.key, user, Instant.now().plusSeconds(60), rooms);
	}

}
