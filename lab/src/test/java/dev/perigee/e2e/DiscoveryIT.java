package dev.perigee.e2e;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

import dev.perigee.election.ConnectionEvent;
import dev.perigee.election.DiscoveryOptions;
import dev.perigee.lab.Lab;
import dev.perigee.lab.LabClient;
import dev.perigee.lab.link.Link;
import dev.perigee.lab.process.HttpProbe;
import dev.perigee.lab.time.LabClock;
import dev.perigee.protocol.RegionHealth;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Regions that are added and removed while a client runs that was configured with one. A
 * lab of its own, as it announces the links of its one user.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiscoveryIT {

	private static final Duration BOUND = Duration.ofSeconds(90);

	private Lab lab;

	private LabClient home;

	@BeforeAll
	void startLab() {
		this.lab = Lab.builder()
			.regions("us-east", "singapore", "frankfurt")
			.gateways(Transport.WEBSOCKET)
			.client("home", "frankfurt")
			.gatewayOptions("-Dgateway.cluster.region-expiry=6s")
			.directory(Path.of("target", "discovery-" + ProcessHandle.current().pid()))
			.start();
		this.home = this.lab.client("home");
	}

	@AfterAll
	void closeLab() {
		this.lab.close();
	}

	@Test
	void aRegionThatIsAddedWhileAClientRunsIsTakenAndLeftWhenItIsRemoved() {
		assertThat(this.lab.region("frankfurt").gatewayWs().stop()).isTrue();
		awaitRegions("frankfurt", false);
		Caller peer = Caller.at(this.lab, "peer", "singapore", Transport.WEBSOCKET, "discovery").start();
		try (peer; Caller user = user("discovery").start()) {
			user.awaitIncumbent("us-east/websocket");
			user.await("singapore is a candidate", () -> isCandidate(user, "singapore"));
			assertThat(isCandidate(user, "frankfurt")).isFalse();

			this.lab.region("frankfurt").gatewayWs().start();
			LabClock.await(BOUND, () -> isIncumbent(user, "frankfurt"), () -> "frankfurt carries the traffic");
			user.publish("from frankfurt");
			peer.awaitHeard("from frankfurt");

			assertThat(this.lab.region("frankfurt").gatewayWs().stop()).isTrue();
			LabClock.await(BOUND, () -> !isCandidate(user, "frankfurt"), () -> "frankfurt is no candidate");
			user.awaitIncumbent("us-east/websocket");
			user.publish("from us-east");
			peer.awaitHeard("from us-east");
			assertThat(user.of(ConnectionEvent.Disconnected.class)).isEmpty();
			assertThat(peer.heard).containsExactly("from frankfurt", "from us-east");
		}
		finally {
			this.lab.region("frankfurt").gatewayWs().start();
		}
	}

	@Test
	void aGatewayThatHearsNoOtherRegionSaysSoThoughItHasNats() {
		Link toSingapore = this.lab.natsLink("us-east", "singapore");
		Link toFrankfurt = this.lab.natsLink("us-east", "frankfurt");
		awaitHealth("us-east", "singapore", RegionHealth.UP);
		awaitHealth("us-east", "frankfurt", RegionHealth.UP);
		try {
			toSingapore.cut();
			toFrankfurt.cut();
			awaitHealth("us-east", "us-east", RegionHealth.ISOLATED);
			awaitHealth("us-east", "singapore", RegionHealth.SILENT);
			awaitHealth("singapore", "singapore", RegionHealth.UP);
			assertThat(HttpProbe.get(this.lab.region("us-east").gatewayWs().actuator("health/readiness"))).isPresent();
		}
		finally {
			toSingapore.restore();
			toFrankfurt.restore();
		}
		this.lab.nats().awaitReady();
		awaitHealth("us-east", "us-east", RegionHealth.UP);
		awaitHealth("us-east", "singapore", RegionHealth.UP);
	}

	private Caller user(String room) {
		return Caller.of(this.home,
				this.lab.electionClient(this.home, room)
					.discovery(DiscoveryOptions.DEFAULT)
					.region("us-east", this.home.endpoint("us-east", Transport.WEBSOCKET)),
				room);
	}

	private static boolean isCandidate(Caller user, String region) {
		return user.standings().standings().stream().anyMatch((one) -> one.candidate().region().equals(region));
	}

	private static boolean isIncumbent(Caller user, String region) {
		return user.standings().incumbent().filter((one) -> one.candidate().region().equals(region)).isPresent();
	}

	private void awaitRegions(String region, boolean told) {
		LabClock.await(BOUND, () -> regions("us-east").contains('"' + region + '"') == told,
				() -> "us-east tells of " + region + ": " + told);
	}

	private void awaitHealth(String teller, String region, RegionHealth health) {
		LabClock.await(BOUND,
				() -> regions(teller).matches(".*\"name\":\"%s\"[^}]*\"health\":\"%s\".*".formatted(region, health)),
				() -> "%s says that %s is %s: %s".formatted(teller, region, health, regions(teller)));
	}

	private String regions(String teller) {
		String gateway = this.lab.region(teller).gatewayWs().url().resolve("/regions").toString();
		return HttpProbe.get(URI.create(gateway.replace("ws:", "http:"))).orElse("");
	}

}
