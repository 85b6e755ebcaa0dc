package dev.perigee.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import dev.perigee.election.RoomEvent;
import dev.perigee.lab.Lab;
import dev.perigee.lab.LabRegion;
import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.nats.NatsServer;
import dev.perigee.lab.time.LabClock;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who is in a room when a region is lost, together with users who can go nowhere else.
 */
@ExtendWith(LabExtension.class)
class PresenceIT {

	private static final String ROOM = "presence";

	private static final Set<String> LOST = Set.of("presence-lost", "presence-lost-too");

	private static final Duration BOUND = Duration.ofSeconds(60);

	@Test
	void membersOfALostRegionBecomeUnreachableThenLeaveAndComeBackOnceEach(Lab lab) {
		LabRegion singapore = lab.region("singapore");
		try (Caller near = Caller.at(lab, "presence-near", "us-east", Transport.WEBSOCKET, ROOM).start();
				Caller other = Caller.at(lab, "presence-other", "frankfurt", Transport.WEBTRANSPORT, ROOM).start();
				Caller lost = Caller.at(lab, "presence-lost", "singapore", Transport.WEBSOCKET, ROOM).start();
				Caller lostToo = Caller.at(lab, "presence-lost-too", "singapore", Transport.WEBTRANSPORT, ROOM)
					.start()) {
			List<Caller> survivors = List.of(near, other);
			List.of(near, other, lost, lostToo).forEach((caller) -> caller.awaitRoster(4));
			survivors.forEach((caller) -> caller.roomEvents.clear());
			singapore.gateways().forEach(GatewayProcess::kill);
			singapore.natsServers().forEach(NatsServer::kill);
			try {
				survivors.forEach((caller) -> awaitRoster(caller, 4, true));
				try (Caller late = Caller.at(lab, "presence-late", "frankfurt", Transport.WEBSOCKET, ROOM).start()) {
					awaitRoster(late, 5, true);
					survivors.forEach((caller) -> awaitRoster(caller, 3, false));
					awaitRoster(late, 3, false);
				}
				survivors.forEach((caller) -> awaitRoster(caller, 2, false));
			}
			finally {
				singapore.natsServers().forEach(NatsServer::start);
				lab.nats().awaitReady();
				singapore.gateways().forEach(GatewayProcess::launch);
				singapore.gateways().forEach(GatewayProcess::awaitReady);
				singapore.gateways().forEach(GatewayProcess::awaitHealthy);
			}
			List.of(near, other, lost, lostToo).forEach((caller) -> awaitRoster(caller, 4, false));
			assertThat(survivors).allSatisfy(PresenceIT::assertThatEachIsToldOnce);
		}
	}

	/** Waits until so many are there, and those of them who are lost are unreachable. */
	private static void awaitRoster(Caller caller, int size, boolean unreachable) {
		LabClock.await(BOUND,
				() -> caller.room.roster().size() == size && caller.room.roster()
					.stream()
					.allMatch((member) -> member.unreachable() == (unreachable && LOST.contains(member.user()))),
				() -> "%s sees %d, but %s".formatted(caller.links.name(), size, caller.room.roster()));
	}

	private static void assertThatEachIsToldOnce(Caller caller) {
		assertThat(caller.roomEvents.stream()
			.filter((event) -> event instanceof RoomEvent.MemberChanged changed && changed.member().unreachable())
			.map((event) -> ((RoomEvent.MemberChanged) event).member().user())).as("unreachable")
			.containsExactlyInAnyOrderElementsOf(LOST);
		assertThat(caller.roomEvents.stream().filter(RoomEvent.MemberLeft.class::isInstance)).as("left, one was late")
			.hasSize(LOST.size() + 1)
			.doesNotHaveDuplicates();
		assertThat(caller.roomEvents.stream()
			.filter(RoomEvent.MemberJoined.class::isInstance)
			.map((event) -> ((RoomEvent.MemberJoined) event).member().user())
			.filter(LOST::contains)).as("back").containsExactlyInAnyOrderElementsOf(LOST);
	}

}
