package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import dev.perigee.election.delivery.MessageTooLargeException;
import dev.perigee.election.delivery.RateLimitedException;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.EchoFlag;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.StandbyFrames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The client in virtual time, seen through its ordered log of events.
 */
class ElectionClientTests {

	private final World world = new World();

	private final List<String> events = new ArrayList<>();

	private final List<String> received = new ArrayList<>();

	private ElectionClient client;

	private Throwable startFailure;

	private boolean started;

	@AfterEach
	void closeClient() {
		if (this.client != null) {
			this.client.close().subscribe();
			this.world.passes(Duration.ofMinutes(1));
			assertThat(this.world.gateways.values()).allMatch((gateway) -> gateway.open.isEmpty());
		}
	}

	@Test
	void firstConnectionCarriesTrafficOneRoundTripAfterItsHandshake() {
		this.world.gateway("far/websocket", 200);
		this.world.gateway("near/websocket", 40);
		start(this.world.client());
		// one round trip for the dial, one for the probe, hello and join together
		this.world.passesMillis(79);
		assertThat(this.started).isFalse();
		this.world.passesMillis(1);
		assertThat(this.started).isTrue();
		assertThat(this.events).containsExactly("80 usable near/websocket", "80 connected near/websocket");
	}

	@Test
	void oneCandidateIsUsableWithoutAnElection() {
		this.world.gateway("only/websocket", 10);
		start(this.world.client());
		this.world.passesMillis(40);
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.client.lastElection()).isEmpty();
	}

	@Test
	void movesToTheElectedCandidateMakeBeforeBreak() {
		this.world.gateway("a/webtransport", 22);
		this.world.gateway("a/websocket", 20);
		start(this.world.client());
		this.world.passesMillis(3_560);
		// half a second for the gateway that stands by to get its rooms ready
		assertThat(this.events).containsExactly("40 usable a/websocket", "40 connected a/websocket",
				"44 usable a/webtransport", "3000 elected a/webtransport",
				"3544 migrated a/websocket > a/webtransport (elected)");
		assertThat(this.world.log).containsExactly("a/websocket closed by client: SUPERSEDED");
		assertThat(this.world.gateway("a/webtransport").hellos).isEmpty();
		assertThat(this.world.gateway("a/webtransport").standbys).extracting(StandbyFrames.Standby::resumeToken)
			.containsExactly("resume");
		assertThat(this.world.gateway("a/webtransport").activations).extracting(StandbyFrames.Activate::epoch)
			.containsExactly(2L);
	}

	@Test
	void slowWebTransportDoesNotBeatFastWebSocket() {
		this.world.gateway("a/webtransport", 300);
		this.world.gateway("a/websocket", 20);
		start(this.world.client());
		this.world.passesMillis(4_000);
		assertThat(this.events).contains("3000 elected a/websocket").noneMatch((event) -> event.contains("migrated"));
	}

	@Test
	void blockedUdpDelaysNothing() {
		this.world.gateway("a/webtransport", 10).blackHole = true;
		this.world.gateway("a/websocket", 20);
		start(this.world.client());
		this.world.passesMillis(3_000);
		assertThat(this.events).containsExactly("40 usable a/websocket", "40 connected a/websocket",
				"3000 elected a/websocket");
		assertThat(this.client.lastElection().orElseThrow().candidates()).last()
			.satisfies((entry) -> assertThat(entry.exclusion()).isEqualTo("no echo before the verdict"));
	}

	@Test
	void electionLeavesARecordThatExplainsItself() {
		this.world.gateway("near/websocket", 20);
		this.world.gateway("far/websocket", 58);
		start(this.world.client());
		this.world.passesMillis(3_000);
		ElectionRecord record = this.client.lastElection().orElseThrow();
		assertThat(record.summary()).isEqualTo("near/websocket with 20.0 ms elected by classic; "
				+ "far/websocket would be +38.0 ms; 30 probes over 2 connections (1020 bytes) in 3000 ms");
		assertThat(record.margin()).isEqualTo(Duration.ofMillis(38));
		assertThat(record.snapshot().samplesOf(record.winner())).hasSize(15);
	}

	@Test
	void adaptiveElectionEndsAfterThreeRoundsAndStatesItsError() {
		this.world.gateway("near/websocket", 20);
		this.world.gateway("far/websocket", 58);
		start(this.world.clientByDefault());
		this.world.passesMillis(3_000);
		assertThat(this.events).contains("220 elected near/websocket");
		ElectionRecord record = this.client.lastElection().orElseThrow();
		assertThat(record.error().alpha()).isLessThan(0.01);
		assertThat(record.snapshot().samplesOf(record.winner())).extracting(Snapshot.Sample::round)
			.containsExactly(0, 1, 2);
		assertThat(record.cost().probes()).isEqualTo(5);
	}

	@Test
	void killedIncumbentFailsOverToTheWarmRunnerUp() {
		twoRegionsElected();
		this.world.passesMillis(57);
		this.world.gateway("near/websocket").kill();
		this.world.passesMillis(60);
		assertThat(this.events).containsSubsequence("10057 lost near/websocket (connection reset)",
				"10057 disconnected near/websocket", "10117 failed over near/websocket > far/websocket");
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void lateCloseOfTheSupersededConnectionIsIgnored() {
		this.world.gateway("a/webtransport", 22);
		this.world.gateway("a/websocket", 20);
		start(this.world.client());
		this.world.passesMillis(4_000);
		int before = this.events.size();
		this.world.gateway("a/websocket").kill();
		this.world.passesMillis(100);
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.events.subList(before, this.events.size()))
			.noneMatch((event) -> event.contains("disconnected"));
	}

	@Test
	void gatewayThatSeesTheNewAttachFirstDoesNotTurnAMoveIntoAFailover() {
		this.world.gateway("a/webtransport", 22);
		this.world.gateway("a/websocket", 20);
		start(this.world.client());
		this.world.passesMillis(3_535);
		this.world.gateway("a/websocket").close(CloseCode.SUPERSEDED);
		this.world.passesMillis(100);
		assertThat(this.events).contains("3544 migrated a/websocket > a/webtransport (elected)")
			.noneMatch((event) -> event.contains("refused"));
	}

	@Test
	void moveThatFailsHalfwayEndsNothing() {
		this.world.gateway("a/webtransport", 22);
		this.world.gateway("a/websocket", 20);
		start(this.world.client());
		this.world.passesMillis(3_535);
		this.world.gateway("a/webtransport").kill();
		this.world.gateway("a/websocket").close(CloseCode.SUPERSEDED);
		this.world.passesMillis(2_000);
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.events).noneMatch((event) -> event.contains("for good"));
	}

	@Test
	void electedCandidateIsPursuedUntilItCarriesTheTraffic() {
		this.world.gateway("a/webtransport", 22);
		this.world.gateway("a/websocket", 20);
		start(this.world.client());
		this.world.passesMillis(3_015);
		this.world.gateway("a/webtransport").kill();
		this.world.gateway("a/webtransport").reachable = true;
		this.world.passesMillis(2_000);
		assertThat(this.events).anyMatch((event) -> event.contains("migrated a/websocket > a/webtransport (elected)"));
	}

	@Test
	void allOthersFailingLeavesTheIncumbentAlone() {
		twoRegionsElected();
		this.world.gateway("far/websocket").kill();
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.events).noneMatch((event) -> event.contains("disconnected"));
	}

	@Test
	void recoversFromAnOutageOfFiveMinutes() {
		twoRegionsElected();
		this.world.gateways.values().forEach(World.Gateway::kill);
		this.world.passes(Duration.ofMinutes(5));
		assertThat(this.events).anyMatch((event) -> event.contains("all failed"));
		assertThat(this.client.state()).isEqualTo(ConnectionState.RECONNECTING);
		this.world.gateways.values().forEach((gateway) -> gateway.reachable = true);
		this.world.passesMillis(30_200);
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.world.gateway("near/websocket").dials).isBetween(15, 60);
	}

	@Test
	void unreachableFromTheStartIsAVisibleStateAndRecovers() {
		this.world.gateway("a/websocket", 20).reachable = false;
		start(this.world.client());
		this.world.passesMillis(30_000);
		assertThat(this.client.state()).isEqualTo(ConnectionState.RECONNECTING);
		assertThat(this.started).isFalse();
		this.world.gateway("a/websocket").reachable = true;
		this.world.passesMillis(15_000);
		assertThat(this.started).isTrue();
		assertThat(this.client.lastElection().orElseThrow().winner()).isNotNull();
	}

	@Test
	void intentionalCloseDialsNoMore() {
		twoRegionsElected();
		this.client.close().subscribe();
		int dials = this.world.gateway("near/websocket").dials;
		this.world.passes(Duration.ofMinutes(10));
		assertThat(this.world.gateway("near/websocket").dials).isEqualTo(dials);
		assertThat(this.client.state()).isEqualTo(ConnectionState.CLOSED);
		assertThat(this.events).last().isEqualTo("10000 closed");
		assertThat(this.world.log).contains("near/websocket closed by client: NORMAL");
	}

	@Test
	void refusedTokenIsFetchedAgainBeforeTheNextDial() {
		List<String> tokens = new ArrayList<>();
		this.world.gateway("a/websocket", 20).refuseHello = CloseCode.UNAUTHENTICATED;
		start(this.world.client().tokenSupplier(() -> Mono.fromSupplier(() -> {
			tokens.add("token-" + (tokens.size() + 1));
			return tokens.get(tokens.size() - 1);
		})));
		this.world.passesMillis(70);
		this.world.gateway("a/websocket").refuseHello = null;
		this.world.passesMillis(2_000);
		assertThat(this.started).isTrue();
		assertThat(tokens).containsExactly("token-1", "token-2");
		assertThat(this.events).contains("40 refused a/websocket UNAUTHENTICATED");
	}

	@Test
	void sameTokenAfterARefusalIsFinal() {
		this.world.gateway("a/websocket", 20).refuseHello = CloseCode.UNAUTHENTICATED;
		start(this.world.client());
		this.world.passes(Duration.ofMinutes(5));
		assertThat(this.startFailure).isInstanceOf(RefusedException.class);
		assertThat(this.client.state()).isEqualTo(ConnectionState.REFUSED);
		assertThat(this.world.gateway("a/websocket").hellos).hasSize(1);
	}

	@Test
	void finalRefusalIsToldApartFromARetryableOne() {
		this.world.gateway("a/websocket", 20).refuseHello = CloseCode.UNSUPPORTED_VERSION;
		start(this.world.client());
		this.world.passesMillis(100);
		assertThat(this.startFailure).isInstanceOf(RefusedException.class).hasMessageContaining("4006");
		assertThat(this.events).contains("40 refused a/websocket UNSUPPORTED_VERSION for good");
	}

	@Test
	void refusedTokenOfOneCandidateStopsNobodyElse() {
		this.world.gateway("near/websocket", 20).refuseHello = CloseCode.UNAUTHENTICATED;
		this.world.gateway("far/websocket", 60);
		start(this.world.client());
		this.world.passes(Duration.ofMinutes(2));
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.events).anyMatch((event) -> event.contains("connected far/websocket"))
			.noneMatch((event) -> event.contains("for good"));
		assertThat(this.world.gateway("near/websocket").hellos).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "UNAUTHENTICATED", "UNSUPPORTED_VERSION" })
	void refusalByEveryCandidateIsFinal(CloseCode code) {
		this.world.gateway("near/websocket", 20).refuseHello = code;
		this.world.gateway("far/websocket", 60).refuseHello = code;
		start(this.world.client());
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.client.state()).isEqualTo(ConnectionState.REFUSED);
		assertThat(this.startFailure).isInstanceOf(RefusedException.class);
		assertThat(this.world.gateway("near/websocket").hellos).hasSize(1);
		assertThat(this.world.gateway("far/websocket").hellos).hasSize(1);
	}

	@Test
	void candidateOfAnotherVersionIsLeftOutAndAskedAgainLater() {
		this.world.gateway("near/websocket", 20).refuseHello = CloseCode.UNSUPPORTED_VERSION;
		this.world.gateway("far/websocket", 60);
		start(this.world.client());
		this.world.passes(Duration.ofMinutes(4));
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.world.gateway("near/websocket").hellos).hasSize(1);
		this.world.gateway("near/websocket").refuseHello = null;
		this.world.passes(Duration.ofMinutes(2));
		assertThat(this.events).anyMatch((event) -> event.contains("migrated far/websocket > near/websocket"));
	}

	@Test
	void unreachableCandidateKeepsARefusalByTheOthersFromBeingFinal() {
		this.world.gateway("near/websocket", 20).refuseHello = CloseCode.UNSUPPORTED_VERSION;
		this.world.gateway("far/websocket", 60).reachable = false;
		start(this.world.client());
		this.world.passes(Duration.ofMinutes(10));
		assertThat(this.client.state()).isEqualTo(ConnectionState.RECONNECTING);
		assertThat(this.world.gateway("near/websocket").hellos).hasSizeBetween(2, 70);
		this.world.gateway("far/websocket").reachable = true;
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void sessionThatSomebodyElseHasTakenIsNotFoughtFor() {
		twoRegionsElected();
		this.world.gateway("near/websocket").close(CloseCode.SUPERSEDED);
		this.world.passesMillis(100);
		assertThat(this.client.state()).isEqualTo(ConnectionState.REFUSED);
	}

	@Test
	void gatewayThatReadsNoFramesOfThisSizeIsLeftForAnother() {
		twoRegionsElected();
		this.world.gateway("near/websocket").close(CloseCode.FRAME_TOO_LARGE);
		this.world.passesMillis(1_000);
		assertThat(this.events).anyMatch((event) -> event.contains("failed over near/websocket > far/websocket"));
		this.world.gateways.values().forEach((gateway) -> gateway.close(CloseCode.FRAME_TOO_LARGE));
		this.world.passes(Duration.ofMinutes(1));
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void overloadedGatewayIsLeftForAnother() {
		this.world.gateway("near/websocket", 20).refuseHello = CloseCode.OVERLOADED;
		this.world.gateway("far/websocket", 60);
		start(this.world.client());
		this.world.passesMillis(2_000);
		assertThat(this.events).anyMatch((event) -> event.contains("connected far/websocket"));
	}

	@Test
	void goAwayMovesAfterTheSuggestedDelayAndBeforeTheDeadline() {
		twoRegionsElected();
		this.world.gateway("near/websocket").drain(5_000, 700);
		this.world.passesMillis(700);
		assertThat(this.events).noneMatch((event) -> event.contains("migrated"));
		this.world.passesMillis(2_500);
		assertThat(this.events)
			.anyMatch((event) -> event.contains("migrated near/websocket > far/websocket (draining)"));
	}

	@Test
	void drainingGatewayIsNotElected() {
		this.world.gateway("near/websocket", 20).flags = Set.of(EchoFlag.DRAINING);
		this.world.gateway("far/websocket", 60);
		start(this.world.client());
		this.world.passesMillis(4_000);
		assertThat(this.events).contains("3000 elected far/websocket");
	}

	@Test
	void ofTooManyCandidatesOnlyTheFastestRace() {
		for (int i = 0; i < 20; i++) {
			this.world.gateway("region-" + i + "/websocket", 20 + i);
		}
		start(this.world.client().maxConcurrentCandidates(4).watchInterval(Duration.ZERO));
		this.world.passesMillis(4_500);
		ElectionRecord record = this.client.lastElection().orElseThrow();
		assertThat(record.winner().region()).isEqualTo("region-0");
		assertThat(record.candidates()).filteredOn((entry) -> entry.rank() > 0).hasSize(4);
		assertThat(record.candidates()).hasSize(20);
		assertThat(this.world.gateways.values().stream().filter((gateway) -> !gateway.open.isEmpty())).hasSize(2);
	}

	@Test
	void numberedMessagesSurviveAKilledIncumbentBothWays() {
		Room room = twoRegionsElected();
		for (int i = 1; i <= 400; i++) {
			room.publish(("m" + i).getBytes(), DeliveryClass.RELIABLE).subscribe();
			this.world.peerPublishes("p" + i);
			if (i == 200) {
				this.world.gateway("near/websocket").kill();
			}
			this.world.passesMillis(5);
		}
		this.world.passesMillis(3_000);
		List<String> expected = new ArrayList<>();
		List<String> peers = new ArrayList<>();
		for (int i = 1; i <= 400; i++) {
			expected.add("m" + i);
			peers.add("p" + i);
		}
		assertThat(this.world.published.values()).containsExactlyElementsOf(expected);
		assertThat(this.received).containsExactlyElementsOf(peers);
		assertThat(this.client.delivery().lost()).isZero();
		assertThat(this.client.delivery().unacknowledged()).isZero();
	}

	@Test
	void publishCompletesWhenTheMessageIsSafe() {
		Room room = twoRegionsElected();
		List<String> outcome = new ArrayList<>();
		room.publish("hello".getBytes(), DeliveryClass.RELIABLE).subscribe(null, null, () -> outcome.add("safe"));
		this.world.passesMillis(19);
		assertThat(outcome).isEmpty();
		this.world.passesMillis(1);
		assertThat(outcome).containsExactly("safe");
	}

	@Test
	void messageOverTheAnnouncedLimitFailsAloneAndSaysWhy() {
		this.world.gateway("a/websocket", 20).limits = new Limits(1_024, 10, 100, 0, 0);
		Room room = start(this.world.client());
		this.world.passesMillis(100);
		List<Throwable> failures = new ArrayList<>();
		room.publish(new byte[1_003], DeliveryClass.RELIABLE).subscribe(null, failures::add);
		room.publish(new byte[1_003], DeliveryClass.UNRELIABLE).subscribe(null, failures::add);
		room.publish(new byte[1_002], DeliveryClass.RELIABLE).subscribe();
		this.world.passesMillis(100);
		assertThat(failures).hasSize(2)
			.allSatisfy((failure) -> assertThat(failure).isInstanceOf(MessageTooLargeException.class)
				.hasMessageContainingAll("1003", "1002"));
		assertThat(this.world.published).containsOnlyKeys(1L);
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void whoPublishesFasterThanTheGatewayTakesIsToldSoAndLosesNothingThere() {
		this.world.gateway("a/websocket", 20).limits = new Limits(1_024, 10, 100, 0, 0, 0, 10, 0);
		Room room = start(this.world.client());
		this.world.passesMillis(100);
		List<Throwable> failures = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			room.publish(new byte[1], DeliveryClass.RELIABLE).subscribe(null, failures::add);
			room.publish(new byte[1], DeliveryClass.UNRELIABLE).subscribe(null, failures::add);
		}
		assertThat(failures).isNotEmpty()
			.allSatisfy((failure) -> assertThat(failure).isInstanceOfSatisfying(RateLimitedException.class,
					(limited) -> assertThat(limited.retryAfter()).isBetween(Duration.ofMillis(1),
							Duration.ofSeconds(1))));
		this.world.passesMillis(1_000);
		assertThat(this.world.published).as("sequences without a hole")
			.containsOnlyKeys(LongStream.rangeClosed(1, 60 - failures.size()).boxed().toArray(Long[]::new));
		room.publish(new byte[1], DeliveryClass.RELIABLE).subscribe(null, failures::add);
		this.world.passesMillis(100);
		assertThat(this.world.published).hasSize(61 - failures.size());
	}

	@Test
	void whatAnOutageLeavesIsSaidAsFastAsTheGatewayTakesIt() {
		World.Gateway gateway = this.world.gateway("a/websocket", 20);
		gateway.limits = new Limits(1_024, 10, 100, 0, 0, 0, 10, 0);
		Room room = start(this.world.client());
		this.world.passesMillis(100);
		gateway.kill();
		this.world.passesMillis(100);
		List<Throwable> failures = new ArrayList<>();
		for (int i = 0; i < 120; i++) {
			room.publish(new byte[1], DeliveryClass.RELIABLE).subscribe(null, failures::add);
		}
		gateway.reachable = true;
		for (int i = 0; i < 100 && this.world.published.isEmpty(); i++) {
			this.world.passesMillis(100);
		}
		assertThat(this.world.published).hasSizeBetween(51, 52);
		room.publish(new byte[1], DeliveryClass.RELIABLE).subscribe(null, failures::add);
		this.world.passesMillis(8_000);
		assertThat(failures).isEmpty();
		assertThat(this.world.published).containsOnlyKeys(LongStream.rangeClosed(1, 121).boxed().toArray(Long[]::new));
		assertThat(this.client.delivery().unacknowledged()).isZero();
	}

	@Test
	void messageThatIsTooLargeForTheNextGatewayFailsAndTheRestGoesOn() {
		Room room = twoRegionsElected();
		this.world.gateway("far/websocket").limits = new Limits(1_024, 10, 100, 0, 0);
		this.world.gateway("near/websocket").kill();
		List<Throwable> failures = new ArrayList<>();
		room.publish(new byte[2_000], DeliveryClass.RELIABLE).subscribe(null, failures::add);
		room.publish(new byte[10], DeliveryClass.RELIABLE).subscribe();
		this.world.passesMillis(1_000);
		assertThat(failures).singleElement().isInstanceOf(MessageTooLargeException.class);
		assertThat(this.world.published).containsOnlyKeys(2L);
		assertThat(this.client.delivery().unacknowledged()).isZero();
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void refusedRoomFailsItsMessagesAndNothingElse() {
		this.world.gateway("a/websocket", 20).refuseRoom = true;
		List<Throwable> failures = new ArrayList<>();
		this.client = this.world.client().build();
		Room room = this.client.room("secret");
		room.publish("x".getBytes(), DeliveryClass.RELIABLE).subscribe(null, failures::add);
		this.client.start().subscribe();
		this.world.passesMillis(100);
		assertThat(failures).singleElement().isInstanceOf(RefusedException.class);
		assertThat(this.client.state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void roomOfARunningClientIsJoinedAtOnce() {
		twoRegionsElected();
		List<RoomEvent> roomEvents = new ArrayList<>();
		this.client.room("later").events().subscribe(roomEvents::add);
		this.world.passesMillis(20);
		assertThat(roomEvents).singleElement().isInstanceOf(RoomEvent.Joined.class);
		assertThat(this.client.room("later").roster()).hasSize(1);
	}

	@Test
	void standingsShowRolesAndRoundTripTimes() {
		List<Standings> standings = new ArrayList<>();
		twoRegionsElected();
		this.client.standings().subscribe(standings::add);
		Standings last = standings.get(standings.size() - 1);
		assertThat(last.incumbent()).hasValueSatisfying((incumbent) -> {
			assertThat(incumbent.candidate().region()).isEqualTo("near");
			assertThat(incumbent.rank()).isEqualTo(1);
			assertThat(incumbent.rtt().smoothedRtt()).isEqualTo(Duration.ofMillis(20));
		});
		assertThat(last.standings()).extracting(Standings.Standing::role)
			.containsExactly(Standings.Role.INCUMBENT, Standings.Role.RUNNER_UP);
	}

	private Room twoRegionsElected() {
		this.world.gateway("near/websocket", 20);
		this.world.gateway("far/websocket", 60);
		Room room = start(this.world.client());
		this.world.passesMillis(10_000);
		assertThat(this.events).contains("3000 elected near/websocket");
		return room;
	}

	private Room start(ElectionClientBuilder builder) {
		this.client = builder.build();
		this.client.events().subscribe((event) -> this.events.add(now() + " " + EventLog.describe(event)));
		Room room = this.client.room("lobby");
		room.messages().subscribe((message) -> this.received.add(message.text()));
		this.client.start().subscribe(null, (failure) -> this.startFailure = failure, () -> this.started = true);
		return room;
	}

	private long now() {
		return this.world.time.now(TimeUnit.MILLISECONDS);
	}

}
