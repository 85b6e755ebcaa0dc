package dev.perigee.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.perigee.election.Candidate;
import dev.perigee.election.ConnectionEvent;
import dev.perigee.election.metrics.ElectionMetrics;
import dev.perigee.lab.Lab;
import dev.perigee.lab.LabClient;
import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.port.PortLease;
import dev.perigee.lab.prometheus.PrometheusServer;
import dev.perigee.lab.prometheus.ScrapeJob;
import dev.perigee.lab.time.LabClock;
import dev.perigee.lab.traffic.MessageLedger;
import dev.perigee.lab.traffic.Participant;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Dashboards and alerts against what real gateways and clients tell a real Prometheus.
 */
@ExtendWith(LabExtension.class)
class DashboardsIT {

	private static final Duration BOUND = Duration.ofSeconds(90);

	private static final String ROOM = "dashboards";

	/** More than the gateways of a lab ask for, on whichever transport they meet. */
	private static final int USERS = 6;

	private static final int REGIONS = 3;

	private static final int GATEWAYS = 2 * REGIONS;

	private static final Pattern METRIC = Pattern.compile("\\b(?:perigee|election|jvm|process|ssl)_[a-z_]+");

	@Test
	void everyPanelShowsSomethingAndEveryAlertIsAboutSomethingThatExists(Lab lab, @TempDir Path directory)
			throws IOException {
		List<Caller> users = new ArrayList<>();
		try (PortLease ports = PortLease.acquire();
				MetricsPage page = new MetricsPage();
				PrometheusServer prometheus = PrometheusServer.start(directory, ports,
						List.of(AlertRules.write(directory)), jobs(lab, page))) {
			for (int number = 0; number < USERS; number++) {
				users.add(user(lab, "dashboards-" + number));
			}
			new ElectionMetrics(users.get(0).client).bindTo(page.registry());
			users.forEach(Caller::start);
			List<Participant> speakers = speak(users);
			awaitScraped(prometheus);
			killIncumbentOf(users.get(0), lab);
			users.add(user(lab, "dashboards-newcomer").start());
			awaitData(prometheus);
			speakers.forEach(Participant::stopPublishing);
			assertThat(AlertRules.unhealthy(prometheus)).isEmpty();
			assertThat(unknownMetrics(prometheus)).isEmpty();
		}
		finally {
			users.forEach(Caller::close);
		}
	}

	/** A user near Frankfurt who can't reach Singapore, and says so. */
	private static Caller user(Lab lab, String name) {
		LabClient links = lab.addClient(name, "frankfurt");
		Stream.of(Transport.values()).forEach((transport) -> links.link("singapore", transport).blackHole(true));
		return Caller.reporting(lab, links, ROOM);
	}

	private static List<Participant> speak(List<Caller> users) {
		MessageLedger ledger = new MessageLedger(LabClock::nanoTime);
		return users.stream().map((user) -> {
			Participant speaker = new Participant(user.links.name(), user.client, ROOM, ledger);
			speaker.startPublishing(Duration.ofMillis(50), (failure) -> user.heard.add(failure.toString()));
			return speaker;
		}).toList();
	}

	private static List<ScrapeJob> jobs(Lab lab, MetricsPage page) {
		return List.of(new ScrapeJob("gateway-ws", pages(lab, Transport.WEBSOCKET)),
				new ScrapeJob("gateway-wt", pages(lab, Transport.WEBTRANSPORT)),
				new ScrapeJob("application", List.of(page.uri())));
	}

	private static List<URI> pages(Lab lab, Transport transport) {
		return lab.regions().stream().map((region) -> region.gateway(transport).actuator("prometheus")).toList();
	}

	/** What is counted before a series is seen for the first time does not count. */
	private static void awaitScraped(PrometheusServer prometheus) {
		String counts = "count(perigee_users_blackout_seconds_count offset 5s)";
		LabClock.await(BOUND, () -> hasData(prometheus.query(counts + " == " + GATEWAYS * REGIONS)),
				() -> "counters of all gateways, not " + prometheus.query(counts));
	}

	/** Or nobody would have failed over yet. */
	private static void killIncumbentOf(Caller user, Lab lab) {
		Candidate elected = user.elected().record().winner();
		user.awaitIncumbent(elected.toString());
		GatewayProcess gateway = lab.region(elected.region()).gateway(elected.transport());
		gateway.kill();
		try {
			user.await("a failover", () -> !user.of(ConnectionEvent.FailedOver.class).isEmpty());
		}
		finally {
			gateway.start();
			gateway.awaitHealthy();
		}
	}

	private static void awaitData(PrometheusServer prometheus) throws IOException {
		List<Panel> panels = Panel.all();
		assertThat(panels).hasSizeGreaterThan(30);
		List<String> silent = new ArrayList<>();
		LabClock.await(BOUND, () -> {
			silent.clear();
			panels.forEach((panel) -> panel.expressions()
				.stream()
				.filter((expression) -> !hasData(prometheus.query(expression)))
				.forEach((expression) -> silent.add(panel + " | " + expression)));
			return silent.isEmpty();
		}, () -> "data in panels:\n" + String.join("\n", silent));
	}

	private static boolean hasData(JsonNode result) {
		return result.valueStream().anyMatch((series) -> !"NaN".equals(series.path("value").path(1).asString()));
	}

	private static Set<String> unknownMetrics(PrometheusServer prometheus) throws IOException {
		Set<String> unknown = new TreeSet<>();
		METRIC.matcher(Files.readString(AlertRules.SOURCE)).results().map((match) -> match.group()).forEach((name) -> {
			if (prometheus.query("count(" + name + ")").isEmpty()) {
				unknown.add(name);
			}
		});
		return unknown;
	}

}
