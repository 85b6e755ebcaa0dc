package dev.perigee.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

import dev.perigee.election.ConnectionEvent;
import dev.perigee.election.RoomEvent;
import dev.perigee.lab.Lab;
import dev.perigee.lab.link.Link;
import dev.perigee.lab.time.LabClock;
import dev.perigee.lab.traffic.MessageLedger;
import dev.perigee.lab.traffic.Participant;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.SessionId;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The NATS of a region reaches no other region for 25 s, silently, while users on both
 * sides stay where they are and talk. A lab of its own, in which nothing was cut before:
 * nats-servers that dial again also try what the others call a region, and then go around
 * the links that are cut here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartitionIT {

	private static final String ROOM = "partition";

	private static final Duration PARTITION = Duration.ofSeconds(25);

	private static final Duration PACE = Duration.ofMillis(50);

	/** What is older when the regions meet again, nobody keeps any more. */
	private static final Duration REPLAY_WINDOW = Duration.ofSeconds(30);

	private static final Duration BOUND = Duration.ofSeconds(60);

	private final MessageLedger ledger = new MessageLedger(LabClock::nanoTime);

	/** How much everybody had published, by time. */
	private final ConcurrentSkipListMap<Long, Map<String, Integer>> published = new ConcurrentSkipListMap<>();

	private final Queue<ToldGap> gaps = new ConcurrentLinkedQueue<>();

	private Lab lab;

	@BeforeAll
	void startLab() {
		this.lab = Lab.builder()
			.regions("us-east", "frankfurt", "singapore")
			.directory(Path.of("target", "partition-" + ProcessHandle.current().pid()))
			.start();
	}

	@AfterAll
	void closeLab() {
		this.lab.close();
	}

	@Test
	void losesNothingWithinTheReplayWindowAndTellsMembershipOnce() {
		try (Caller east = Caller.at(this.lab, "east", "us-east", Transport.WEBSOCKET, ROOM);
				Caller middle = Caller.at(this.lab, "middle", "frankfurt", Transport.WEBTRANSPORT, ROOM);
				Caller far = Caller.at(this.lab, "far-away", "singapore", Transport.WEBTRANSPORT, ROOM);
				Caller farToo = Caller.at(this.lab, "far-away-too", "singapore", Transport.WEBSOCKET, ROOM)) {
			List<Caller> callers = List.of(east, middle, far, farToo);
			List<Participant> participants = callers.stream().map(this::participate).toList();
			callers.forEach(Caller::start);
			callers.forEach((caller) -> caller.awaitRoster(callers.size()));
			callers.forEach((caller) -> caller.roomEvents.clear());
			participants.forEach((one) -> one.startPublishing(PACE, (failure) -> {
				throw new AssertionError("refused", failure);
			}));
			LabClock.await(BOUND, () -> this.ledger.haveArrived(firstOfEach(callers)),
					() -> "everybody hears everybody");
			partition(List.of(this.lab.natsLink("us-east", "singapore"), this.lab.natsLink("frankfurt", "singapore")));
			Map<String, Integer> healed = this.ledger.published();
			LabClock.await(BOUND, () -> isSettled(healed), () -> "of %s: %s".formatted(healed, this.ledger.flaws()));
			participants.forEach(Participant::stopPublishing);
			LabClock.await(BOUND, () -> isSettled(this.ledger.published()), () -> this.ledger.flaws().toString());
			assertThatNothingWithinTheWindowIsMissing(callers);
			callers.forEach((caller) -> caller.awaitRoster(callers.size()));
			assertThat(callers).allSatisfy(PartitionIT::assertThatMembershipIsToldOnce);
		}
	}

	private Participant participate(Caller caller) {
		caller.room.events()
			.ofType(RoomEvent.Gap.class)
			.subscribe((gap) -> this.gaps.add(new ToldGap(caller.links.name(), gap, LabClock.nanoTime())));
		return new Participant(caller.links.name(), caller.client, ROOM, this.ledger);
	}

	private static Map<String, Integer> firstOfEach(List<Caller> callers) {
		return callers.stream().collect(Collectors.toMap((caller) -> caller.links.name(), (caller) -> 1));
	}

	private void partition(List<Link> links) {
		links.forEach((link) -> link.blackHole(true));
		try {
			long healNanos = LabClock.nanoTime() + PARTITION.toNanos();
			while (LabClock.nanoTime() - healNanos < 0) {
				LabClock.pass(Duration.ofMillis(100));
				this.published.put(LabClock.nanoTime(), this.ledger.published());
			}
		}
		finally {
			links.forEach(Link::restore);
		}
	}

	/** What is missing has been told, whatever is under way meanwhile. */
	private boolean isSettled(Map<String, Integer> upTo) {
		return this.ledger.totals(upTo).lost() == this.ledger.gaps();
	}

	private void assertThatNothingWithinTheWindowIsMissing(List<Caller> callers) {
		Map<SessionId, String> names = callers.stream()
			.collect(Collectors.toMap((caller) -> caller.of(ConnectionEvent.Connected.class).get(0).session(),
					(caller) -> caller.links.name()));
		MessageLedger.Totals totals = this.ledger.totals();
		assertThat(totals).as("%d gaps: %s", this.ledger.gaps(), this.ledger.flaws())
			.isEqualTo(new MessageLedger.Totals(totals.sent(), totals.sent() - this.ledger.gaps(), this.ledger.gaps(),
					0, 0));
		assertThat(this.gaps).allSatisfy((told) -> {
			Map<String, Integer> tooOld = this.published.floorEntry(told.nanos - REPLAY_WINDOW.toNanos()).getValue();
			assertThat(told.gap.to()).as("%s", told).isLessThanOrEqualTo(tooOld.get(names.get(told.gap.sender())));
		});
	}

	/** Who was away for long is unreachable, has left, and has come back, each once. */
	private static void assertThatMembershipIsToldOnce(Caller caller) {
		assertThat(caller.roomEvents.stream()
			.filter((event) -> event instanceof RoomEvent.MemberChanged changed && changed.member().unreachable()))
			.as("%s: %s", caller.links, caller.roomEvents)
			.isNotEmpty()
			.doesNotHaveDuplicates();
		assertThat(caller.roomEvents.stream()
			.filter(RoomEvent.MemberLeft.class::isInstance)
			.map(RoomEvent.MemberLeft.class::cast)
			.map(RoomEvent.MemberLeft::session)).as("%s: %s", caller.links, caller.roomEvents).doesNotHaveDuplicates();
		assertThat(caller.roomEvents.stream()
			.filter(RoomEvent.MemberJoined.class::isInstance)
			.map(RoomEvent.MemberJoined.class::cast)
			.map((event) -> event.member().session())).as("%s: %s", caller.links, caller.roomEvents)
			.doesNotHaveDuplicates();
		assertThat(caller.room.roster()).extracting(Member::user)
			.containsExactlyInAnyOrder("east", "middle", "far-away", "far-away-too");
	}

	private record ToldGap(String receiver, RoomEvent.Gap gap, long nanos) {

	}

}
