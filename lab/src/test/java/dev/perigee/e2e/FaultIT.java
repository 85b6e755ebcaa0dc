package dev.perigee.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import dev.perigee.election.Candidate;
import dev.perigee.election.ConnectionEvent;
import dev.perigee.election.RoomEvent;
import dev.perigee.lab.Lab;
import dev.perigee.lab.LabRegion;
import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.link.Link;
import dev.perigee.lab.process.HttpProbe;
import dev.perigee.lab.time.LabClock;
import dev.perigee.lab.traffic.MessageLedger;
import dev.perigee.lab.traffic.Participant;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.SessionId;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What faults of gateways, paths and whole regions do to messages and to membership:
 * nothing.
 */
@ExtendWith(LabExtension.class)
class FaultIT {

	private static final Duration BOUND = Duration.ofSeconds(20);

	@Test
	void aSilentPathIsLeftWithoutAClose(Lab lab) {
		try (Caller peer = Caller.at(lab, "peer-of-silent", "us-east", Transport.WEBSOCKET, "silent").start();
				Caller user = Caller.anywhere(lab, lab.addClient("user-of-silent", "frankfurt"), "silent").start()) {
			Candidate elected = settle(user, 2);
			exchange(user, peer, 0, 20);
			Link path = lab.link(user.links.name(), elected.region(), elected.transport());
			path.blackHole(true);
			try {
				exchange(user, peer, 20, 60);
				assertNothingIsLost(user, peer, 60);
				ConnectionEvent.FailedOver failover = user.of(ConnectionEvent.FailedOver.class).get(0);
				assertThat(failover.from()).isEqualTo(elected);
				assertThat(failover.resumed()).isTrue();
			}
			finally {
				path.restore();
			}
		}
	}

	@Test
	void peersSeeNobodyLeaveOrJoinWhenARegionDies(Lab lab) {
		LabRegion frankfurt = lab.region("frankfurt");
		try (Caller peer = Caller.at(lab, "peer-of-region", "us-east", Transport.WEBTRANSPORT, "region").start();
				Caller user = Caller.anywhere(lab, lab.addClient("user-of-region", "frankfurt"), "region").start()) {
			assertThat(settle(user, 2).region()).isEqualTo("frankfurt");
			peer.awaitRoster(2);
			SessionId session = user.of(ConnectionEvent.Connected.class).get(0).session();
			List<Member> rosterBefore = peer.room.roster();
			exchange(user, peer, 0, 20);
			int eventsBefore = peer.roomEvents.size();
			frankfurt.gateways().forEach(GatewayProcess::kill);
			try {
				exchange(user, peer, 20, 60);
				assertNothingIsLost(user, peer, 60);
				ConnectionEvent.FailedOver failover = user.of(ConnectionEvent.FailedOver.class).get(0);
				assertThat(failover.resumed()).isTrue();
				awaitForgotten(lab.region("us-east").gatewayWt(), frankfurt);
				assertThat(peer.roomEvents.subList(eventsBefore, peer.roomEvents.size()))
					.noneMatch((event) -> event instanceof RoomEvent.MemberLeft
							|| event instanceof RoomEvent.MemberJoined || event instanceof RoomEvent.Gap);
				assertThat(peer.room.roster()).extracting(Member::session)
					.contains(session)
					.hasSameSizeAs(rosterBefore);
			}
			finally {
				frankfurt.gateways().forEach(GatewayProcess::launch);
				frankfurt.gateways().forEach(GatewayProcess::awaitReady);
				frankfurt.gateways().forEach(GatewayProcess::awaitHealthy);
			}
		}
	}

	@Test
	void aDrainedGatewayIsLeftBeforeTheEnd(Lab lab) {
		try (Caller peer = Caller.at(lab, "peer-of-drained", "us-east", Transport.WEBSOCKET, "drained").start();
				Caller user = Caller.anywhere(lab, lab.addClient("user-of-drained", "frankfurt"), "drained").start()) {
			Candidate elected = settle(user, 2);
			exchange(user, peer, 0, 20);
			GatewayProcess gateway = lab.region(elected.region()).gateway(elected.transport());
			try {
				assertThat(gateway.drain(BOUND)).isTrue();
				exchange(user, peer, 20, 40);
				assertNothingIsLost(user, peer, 40);
				ConnectionEvent.Migrated migration = user.of(ConnectionEvent.Migrated.class)
					.stream()
					.filter((one) -> one.from().equals(elected))
					.findFirst()
					.orElseThrow();
				assertThat(migration.to()).isNotEqualTo(elected);
				assertThat(user.of(ConnectionEvent.Disconnected.class)).isEmpty();
			}
			finally {
				gateway.undrain();
			}
		}
	}

	@Test
	void theLastMessageOfASenderWhoseGatewayIsKilledArrives(Lab lab) {
		try (Caller peer = Caller.at(lab, "peer-of-tail", "us-east", Transport.WEBSOCKET, "tail").start();
				Caller user = Caller.anywhere(lab, lab.addClient("user-of-tail", "frankfurt"), "tail").start()) {
			Candidate elected = settle(user, 2);
			exchange(user, peer, 0, 5);
			GatewayProcess gateway = lab.region(elected.region()).gateway(elected.transport());
			user.room.publish(bytes("user 5"), DeliveryClass.RELIABLE).subscribe();
			gateway.kill();
			try {
				peer.awaitHeard("user 5");
				assertThat(peer.heard).isEqualTo(numbers("user", 6));
			}
			finally {
				gateway.start();
				gateway.awaitHealthy();
			}
		}
	}

	@Test
	void theLastMessageToAReceiverWhosePathIsSilentArrives(Lab lab) {
		try (Caller peer = Caller.at(lab, "peer-of-deaf", "us-east", Transport.WEBSOCKET, "deaf").start();
				Caller user = Caller.anywhere(lab, lab.addClient("user-of-deaf", "frankfurt"), "deaf").start()) {
			Candidate elected = settle(user, 2);
			exchange(user, peer, 0, 5);
			Link path = lab.link(user.links.name(), elected.region(), elected.transport());
			path.blackHole(true);
			try {
				peer.publish("peer 5");
				user.awaitHeard("peer 5");
				assertThat(user.heard).isEqualTo(numbers("peer", 6));
			}
			finally {
				path.restore();
			}
		}
	}

	@Test
	void whoComesLateMissesNothingFromThenOn(Lab lab) {
		MessageLedger ledger = new MessageLedger(LabClock::nanoTime);
		try (Caller early = Caller.at(lab, "early", "us-east", Transport.WEBSOCKET, "late").start()) {
			Participant speaker = new Participant("speaker", early.client, "late", ledger);
			speaker.startPublishing(Duration.ofMillis(5), (failure) -> early.heard.add(failure.toString()));
			try (Caller late = Caller.at(lab, "late", "singapore", Transport.WEBTRANSPORT, "late").start()) {
				int first = ledger.published().get("speaker") + 1;
				LabClock.await(BOUND, () -> ledger.published().get("speaker") > first + 200, () -> "200 messages");
				speaker.stopPublishing();
				int last = ledger.published().get("speaker");
				late.awaitHeard("speaker " + last);
				int heardFirst = Integer.parseInt(late.heard.get(0).split(" ")[1]);
				assertThat(heardFirst).isLessThanOrEqualTo(first);
				assertThat(late.heard).isEqualTo(
						IntStream.rangeClosed(heardFirst, last).mapToObj((number) -> "speaker " + number).toList());
			}
		}
	}

	@Test
	void regionsThatWereCutFromEachOtherCatchUp(Lab lab) {
		try (Caller here = Caller.at(lab, "here", "us-east", Transport.WEBSOCKET, "cut").start();
				Caller there = Caller.at(lab, "there", "singapore", Transport.WEBTRANSPORT, "cut").start()) {
			here.awaitRoster(2);
			there.awaitRoster(2);
			exchange(here, there, 0, 5);
			there.awaitHeard("user 4");
			here.awaitHeard("peer 4");
			// servers tell each other whom they reach how, so that a region that is cut
			// from one other region only is reached over a third one's link
			List<Link> paths = List.of(lab.natsLink("us-east", "singapore"), lab.natsLink("us-east", "frankfurt"),
					lab.natsLink("frankfurt", "singapore"));
			paths.forEach(Link::cut);
			try {
				long healNanos = LabClock.nanoTime() + Duration.ofSeconds(3).toNanos();
				exchange(here, there, 5, 25);
				LabClock.await(BOUND, () -> LabClock.nanoTime() - healNanos > 0, () -> "3 s");
				assertThat(there.heard).doesNotContain("user 24");
			}
			finally {
				paths.forEach(Link::restore);
			}
			lab.nats().awaitReady();
			assertNothingIsLost(here, there, 25);
		}
	}

	/** Waits until the user's traffic has come to rest; returns over what. */
	private static Candidate settle(Caller user, int members) {
		Candidate elected = user.elected().record().winner();
		user.awaitIncumbent(elected.toString());
		user.awaitRoster(members);
		return elected;
	}

	private static void exchange(Caller user, Caller peer, int from, int to) {
		for (int number = from; number < to; number++) {
			user.publish("user " + number);
			peer.publish("peer " + number);
		}
	}

	private static void assertNothingIsLost(Caller user, Caller peer, int count) {
		peer.awaitHeard("user " + (count - 1));
		user.awaitHeard("peer " + (count - 1));
		assertThat(peer.heard).isEqualTo(numbers("user", count));
		assertThat(user.heard).isEqualTo(numbers("peer", count));
	}

	private static List<String> numbers(String sender, int count) {
		return IntStream.range(0, count).mapToObj((number) -> sender + " " + number).toList();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** Waits until a gateway has noticed that those of a region are gone. */
	private static void awaitForgotten(GatewayProcess gateway, LabRegion dead) {
		LabClock.await(BOUND, () -> HttpProbe.get(gateway.actuator("gateway"))
			.filter((view) -> dead.gateways().stream().noneMatch((one) -> view.contains('"' + one.node() + '"')))
			.isPresent(), () -> gateway + " forgets " + dead.gateways());
	}

}
