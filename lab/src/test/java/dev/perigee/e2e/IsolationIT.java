package dev.perigee.e2e;

import java.time.Duration;
import java.util.Set;

import dev.perigee.election.ConnectionEvent;
import dev.perigee.lab.Lab;
import dev.perigee.lab.LabRegion;
import dev.perigee.lab.time.LabClock;
import dev.perigee.protocol.EchoFlag;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A region without NATS: its gateways start, serve their own members, say that they are
 * isolated, and find back by themselves.
 */
@ExtendWith(LabExtension.class)
class IsolationIT {

	/**
	 * A flag is heeded after one to two dwell times of 10 s; then somebody must stand by.
	 */
	private static final Duration LEFT_BOUND = Duration.ofSeconds(60);

	@Test
	void gatewaysWithoutNatsServeTheirOwnMembersAndRecover(Lab lab) {
		LabRegion frankfurt = lab.region("frankfurt");
		frankfurt.nats(0).kill();
		try {
			frankfurt.gatewayWs().kill();
			frankfurt.gatewayWs().restart();
			try (Caller one = Caller.at(lab, "ida", "frankfurt", Transport.WEBSOCKET, "isolated").start();
					Caller two = Caller.at(lab, "ivo", "frankfurt", Transport.WEBSOCKET, "isolated").start();
					Caller far = Caller.at(lab, "far", "us-east", Transport.WEBTRANSPORT, "isolated").start()) {
				one.awaitRoster(2);
				one.publish("among ourselves");
				two.awaitHeard("among ourselves");
				one.await("the flag ISOLATED", () -> flags(one).contains(EchoFlag.ISOLATED));
				assertThat(far.heard).isEmpty();

				frankfurt.nats(0).start();
				one.await("the flag ISOLATED is gone", () -> !flags(one).contains(EchoFlag.ISOLATED));
				one.awaitRoster(3);
				far.awaitRoster(3);
				one.publish("back in the world");
				far.awaitHeard("back in the world");
				far.publish("welcome back");
				two.awaitHeard("welcome back");
			}
		}
		finally {
			frankfurt.nats(0).start();
			lab.nats().awaitReady();
		}
	}

	@Test
	void clientsLeaveAGatewayThatIsCutFromNatsAndReachTheirRoomAgain(Lab lab) {
		LabRegion frankfurt = lab.region("frankfurt");
		try (Caller peer = Caller.at(lab, "peer-of-cut", "us-east", Transport.WEBSOCKET, "useless").start();
				Caller user = Caller.anywhere(lab, lab.addClient("user-of-cut", "frankfurt"), "useless").start()) {
			user.await("frankfurt is elected",
					() -> user.incumbent() != null && user.incumbent().region().equals("frankfurt"));
			user.awaitRoster(2);
			frankfurt.nats(0).kill();
			LabClock.await(LEFT_BOUND, () -> !user.incumbent().region().equals("frankfurt"),
					() -> "a gateway that is not isolated; events: " + user.events);
			user.publish("here again");
			peer.awaitHeard("here again");
			peer.publish("so I see");
			user.awaitHeard("so I see");
			assertThat(user.of(ConnectionEvent.Disconnected.class)).isEmpty();
		}
		finally {
			frankfurt.nats(0).start();
			lab.nats().awaitReady();
		}
	}

	private static Set<EchoFlag> flags(Caller caller) {
		return caller.client.standings().next().block(Duration.ofSeconds(5)).standings().get(0).flags();
	}

}
