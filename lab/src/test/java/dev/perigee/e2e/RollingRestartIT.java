package dev.perigee.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.perigee.election.ConnectionEvent;
import dev.perigee.election.MoveReason;
import dev.perigee.election.RoomEvent;
import dev.perigee.lab.Lab;
import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.time.LabClock;
import dev.perigee.lab.traffic.MessageLedger;
import dev.perigee.lab.traffic.Participant;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A deployment: all gateways of a region, two of each transport behind one address, are
 * replaced one after another while users talk.
 */
class RollingRestartIT {

	private static final String ROOM = "rolling";

	private static final Duration PACE = Duration.ofMillis(20);

	private static final Duration WINDOW = Duration.ofSeconds(10);

	private static final Duration DELIVERY_BOUND = Duration.ofSeconds(40);

	private static Lab lab;

	private final MessageLedger ledger = new MessageLedger(LabClock::nanoTime);

	@BeforeAll
	static void start() {
		lab = Lab.builder()
			.regions("frankfurt", "us-east")
			.gatewaysPerTransport(2)
			.directory(Path.of("target", "rolling-" + ProcessHandle.current().pid()))
			.onProgress(System.out::println)
			.start();
	}

	@AfterAll
	static void close() {
		if (lab != null) {
			lab.close();
		}
	}

	@Test
	void losesAndRepeatsNothingAndNobodyIsSeenToLeave() {
		try (Caller websocketOnly = Caller.at(lab, "websocket-only", "frankfurt", Transport.WEBSOCKET, ROOM);
				Caller webtransportOnly = Caller.at(lab, "webtransport-only", "frankfurt", Transport.WEBTRANSPORT,
						ROOM);
				Caller anywhere = Caller.anywhere(lab, lab.addClient("anywhere", "frankfurt"), ROOM);
				Caller anywhereToo = Caller.anywhere(lab, lab.addClient("anywhere-too", "frankfurt"), ROOM);
				Caller far = Caller.at(lab, "far", "us-east", Transport.WEBSOCKET, ROOM)) {
			List<Caller> callers = List.of(websocketOnly, webtransportOnly, anywhere, anywhereToo, far);
			List<Participant> participants = callers.stream().map(this::participate).toList();
			callers.forEach(Caller::start);
			callers.forEach((caller) -> caller.awaitRoster(callers.size()));
			List<Integer> eventsBefore = callers.stream().map((caller) -> caller.roomEvents.size()).toList();
			participants.forEach((one) -> one.startPublishing(PACE, (failure) -> {
				throw new AssertionError("refused", failure);
			}));

			lab.region("frankfurt").gateways().forEach(RollingRestartIT::replace);

			participants.forEach(Participant::stopPublishing);
			assertThatAllArrivedOnceAndInOrder(this.ledger.published());
			assertThat(List.of(websocketOnly, webtransportOnly)).allSatisfy(RollingRestartIT::wasMovedInTime);
			assertThat(callers).allSatisfy(RollingRestartIT::leftNoRegionForARestart);
			assertThat(IntStream.range(0, callers.size()).boxed()).allSatisfy((index) -> {
				List<RoomEvent> events = callers.get(index).roomEvents;
				assertThat(events.subList(eventsBefore.get(index), events.size())).as(callers.get(index).links.name())
					.allMatch(RollingRestartIT::isAboutAMove);
			});
		}
	}

	/** From one gateway to another behind the only address, before it closed. */
	private static void wasMovedInTime(Caller caller) {
		assertThat(caller.of(ConnectionEvent.Migrated.class)).as("%s: %s", caller.links.name(), caller.events)
			.isNotEmpty();
		assertThat(caller.of(ConnectionEvent.Disconnected.class)).as("%s: %s", caller.links.name(), caller.events)
			.isEmpty();
	}

	private static void leftNoRegionForARestart(Caller caller) {
		assertThat(caller.of(ConnectionEvent.Migrated.class)).as(caller.links.name())
			.filteredOn((move) -> move.reason() == MoveReason.DRAINING)
			.allMatch((move) -> move.from().equals(move.to()));
	}

	/** A planned move is seen, if at all, as a member's change of region. */
	private static boolean isAboutAMove(RoomEvent event) {
		return event instanceof RoomEvent.Joined
				|| event instanceof RoomEvent.MemberChanged changed && !changed.member().unreachable();
	}

	private Participant participate(Caller caller) {
		return new Participant(caller.links.name(), caller.client, ROOM, this.ledger);
	}

	private static void replace(GatewayProcess gateway) {
		assertThat(gateway.terminate(WINDOW)).as("%s drains and ends by itself", gateway).isTrue();
		gateway.start();
		gateway.awaitHealthy();
	}

	private void assertThatAllArrivedOnceAndInOrder(Map<String, Integer> published) {
		long deadlineNanos = LabClock.nanoTime() + DELIVERY_BOUND.toNanos();
		LabClock.await(DELIVERY_BOUND.multipliedBy(2),
				() -> this.ledger.haveArrived(published) || LabClock.nanoTime() - deadlineNanos > 0, () -> "messages");
		MessageLedger.Totals totals = this.ledger.totals();
		assertThat(totals).as("of %s published, %d gaps: %s", published, this.ledger.gaps(), this.ledger.flaws())
			.isEqualTo(new MessageLedger.Totals(totals.sent(), totals.sent(), 0, 0, 0));
		assertThat(this.ledger.gaps()).isZero();
	}

}
