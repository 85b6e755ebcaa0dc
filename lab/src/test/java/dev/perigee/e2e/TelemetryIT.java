package dev.perigee.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.perigee.lab.Lab;
import dev.perigee.lab.LabClient;
import dev.perigee.lab.LabRegion;
import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.process.HttpProbe;
import dev.perigee.lab.time.LabClock;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What users in one place see of the world, as the gateways there tell their operators:
 * real clients report, some of whom can't reach one region.
 */
@ExtendWith(LabExtension.class)
class TelemetryIT {

	private static final Duration BOUND = Duration.ofSeconds(60);

	/** More than the gateways of a lab ask for, on whichever transport they meet. */
	private static final int USERS = 6;

	@Test
	void reportsOfUsersBecomeHistogramsFaultsAndDemand(Lab lab) throws IOException {
		LabRegion frankfurt = lab.region("frankfurt");
		List<Caller> users = new ArrayList<>();
		try {
			for (int number = 0; number < USERS; number++) {
				LabClient links = lab.addClient("reporting-user-" + number, "frankfurt");
				Stream.of(Transport.values())
					.forEach((transport) -> links.link("singapore", transport).blackHole(true));
				users.add(Caller.reporting(lab, links, "reporting-room").start());
			}
			awaitMetrics(frankfurt,
					hasLine("perigee_users_rtt_seconds_bucket", "network=\"n-", "region=\"frankfurt\""));
			awaitMetrics(frankfurt, hasLine("perigee_users_rtt_seconds_count", "network=\"n-", "region=\"us-east\"",
					"transport=\"websocket\""));
			awaitMetrics(frankfurt, hasLine("perigee_users_rtt_seconds_count", "network=\"n-", "region=\"us-east\"",
					"transport=\"webtransport\""));
			awaitMetrics(frankfurt, hasLine("perigee_users_first_usable_seconds_count", ""));
			awaitMetrics(frankfurt, hasLine("perigee_users_candidates_total", "region=\"singapore\"", "FAILED"));
			awaitMetrics(frankfurt, hasLine("perigee_users_fault{", "kind=\"REGION\"", "subject=\"singapore\""));
			assertThat(faults(frankfurt)).contains("REGION singapore");
			assertThat(bestRegions(frankfurt)).contains("frankfurt");
			assertNobodyIsNamed(frankfurt);
		}
		finally {
			users.forEach(Caller::close);
		}
	}

	private static void assertNobodyIsNamed(LabRegion region) throws IOException {
		for (GatewayProcess gateway : region.gateways()) {
			for (String endpoint : List.of("prometheus", "demand", "faults", "gateway")) {
				assertThat(get(gateway, endpoint)).as("%s of %s", endpoint, gateway)
					.doesNotContain("reporting-user")
					.doesNotContain("reporting-room");
			}
			assertThat(get(gateway, "prometheus").lines().filter((line) -> line.contains("perigee_users")))
				.noneMatch((line) -> line.contains("127.0.0"));
			assertThat(Files.readString(gateway.log())).doesNotContain("reporting-user");
		}
	}

	private static List<String> faults(LabRegion region) {
		return each(region, "faults", "faults",
				(fault) -> fault.path("kind").asString() + " " + fault.path("subject").asString());
	}

	private static List<String> bestRegions(LabRegion region) {
		return each(region, "demand", "regions", (demand) -> demand.path("region").asString());
	}

	private static List<String> each(LabRegion region, String endpoint, String list, Function<JsonNode, String> text) {
		return region.gateways()
			.stream()
			.flatMap((gateway) -> JsonMapper.shared().readTree(get(gateway, endpoint)).path(list).valueStream())
			.map(text)
			.toList();
	}

	private static void awaitMetrics(LabRegion region, Predicate<String> condition) {
		LabClock.await(BOUND,
				() -> region.gateways().stream().anyMatch((gateway) -> condition.test(get(gateway, "prometheus"))),
				() -> "a line in the metrics of " + region.gateways() + ":\n"
						+ region.gateways()
							.stream()
							.flatMap((gateway) -> get(gateway, "prometheus").lines())
							.filter((line) -> line.startsWith("perigee_users") && !line.contains("_bucket"))
							.toList());
	}

	private static Predicate<String> hasLine(String start, String... parts) {
		return (metrics) -> metrics.lines()
			.anyMatch((line) -> line.startsWith(start) && !line.endsWith(" 0") && !line.endsWith(" 0.0")
					&& Stream.of(parts).allMatch(line::contains));
	}

	private static String get(GatewayProcess gateway, String endpoint) {
		return HttpProbe.get(gateway.actuator(endpoint)).orElse("");
	}

}
