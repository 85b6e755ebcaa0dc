package dev.perigee.gateway.telemetry;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.perigee.gateway.metrics.GatewayMeter;
import dev.perigee.protocol.ReportFrames.CandidateSummary;
import dev.perigee.protocol.ReportFrames.Move;
import dev.perigee.protocol.ReportFrames.MoveReason;
import dev.perigee.protocol.ReportFrames.Report;
import dev.perigee.protocol.Transport;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * From reports to meters, faults and demand, on a clock of the test's own.
 */
@ExtendWith(OutputCaptureExtension.class)
class UserTelemetryTests {

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final List<String> regions = new ArrayList<>(List.of("us", "sg"));

	private long nanos;

	private final UserTelemetry telemetry = new UserTelemetry(properties(),
			(address) -> "net-" + address.getHostAddress().substring(0, 6), "us", () -> this.regions, () -> this.nanos,
			this.registry);

	static TelemetryProperties properties() {
		return new TelemetryProperties(true, null, List.of(), 2, 100, Duration.ofSeconds(30), Duration.ofMinutes(3),
				Duration.ofSeconds(15), 3, Duration.ofMillis(80));
	}

	@Test
	void aReportBecomesHistogramsByRegionTransportAndNetwork() {
		report("ann", 1, measured("us", 25_000), measured("sg", 190_000));
		assertThat(this.registry.scrape()).contains(
				"perigee_users_rtt_seconds_bucket{network=\"net-10.0.1\",region=\"us\",transport=\"websocket\",le=\"0.02\"} 0",
				"perigee_users_rtt_seconds_bucket{network=\"net-10.0.1\",region=\"us\",transport=\"websocket\",le=\"0.03\"} 1",
				"perigee_users_rtt_seconds_bucket{network=\"net-10.0.1\",region=\"sg\",transport=\"websocket\",le=\"0.24\"} 1",
				"perigee_users_rtt_p95_seconds_count{region=\"us\",transport=\"websocket\"} 1",
				"perigee_users_candidates_total{region=\"us\",state=\"OK\",transport=\"websocket\"} 1.0",
				"perigee_users_reports_total{outcome=\"COUNTED\"} 1.0");
	}

	@Test
	void movesAndBlackoutsAreCountedByTheRegionThatWasLeft() {
		this.telemetry.onReport(new Report(List.of(),
				List.of(new Move(MoveReason.SILENCE, "sg", 240L), new Move(MoveReason.ELECTED, "us", null)), 2, 300L),
				"ann", address(1));
		assertThat(this.registry.scrape()).contains("perigee_users_moves_total{from=\"sg\",reason=\"SILENCE\"} 1.0",
				"perigee_users_blackout_seconds_bucket{from=\"sg\",le=\"0.35\"} 1", "perigee_users_elections_total 2.0",
				"perigee_users_first_usable_seconds_count 1");
	}

	@Test
	void aUserWhoReportsTooOftenIsNotHeard() {
		IntStream.range(0, 100).forEach((i) -> report("eve", 1, measured("us", 9_000_000)));
		this.nanos += Duration.ofSeconds(30).toNanos();
		report("eve", 1, measured("us", 9_000_000));
		assertThat(counter(GatewayMeter.USERS_REPORTS, "outcome", "COUNTED")).isEqualTo(2);
		assertThat(counter(GatewayMeter.USERS_REPORTS, "outcome", "TOO_SOON")).isEqualTo(99);
		this.telemetry.review();
		assertThat(this.telemetry.demand().users()).isEqualTo(1);
	}

	@Test
	void nobodyCanMakeSeriesOfTheirOwn() {
		IntStream.range(0, 500).forEach((i) -> report("eve-" + i, i, measured("region-" + i, 1000), measured("us", i)));
		assertThat(counter(GatewayMeter.USERS_REPORTS, "outcome", "TOO_MANY_USERS")).isEqualTo(400);
		assertThat(this.registry.find(GatewayMeter.USERS_RTT.meterName()).timers())
			.extracting((timer) -> timer.getId().getTag("network"))
			.containsExactlyInAnyOrder("net-10.0.0", "net-10.0.1", "other");
		assertThat(counter(GatewayMeter.USERS_IMPLAUSIBLE)).isEqualTo(100);
		assertThat(this.registry.scrape()).doesNotContain("region-");
	}

	@Test
	void aNetworkThatLosesItsNameLosesItsHistograms() {
		report("a", 1, measured("us", 1000));
		report("b", 2, measured("us", 1000));
		this.nanos += Duration.ofMinutes(4).toNanos();
		IntStream.range(0, 3).forEach((i) -> report("c" + i, 3, measured("us", 1000)));
		this.telemetry.review();
		report("c4", 3, measured("us", 1000));
		assertThat(this.registry.scrape()).contains("network=\"net-10.0.3\"").doesNotContain("network=\"net-10.0.2\"");
	}

	@Test
	void aRegionThatIsGoneIsAFaultUntilUsersSayOtherwise(CapturedOutput output) {
		this.telemetry.review();
		this.regions.remove("sg");
		IntStream.range(0, 4).forEach((i) -> report("user-" + i, i, measured("us", 20_000), failed("sg")));
		this.telemetry.review();
		assertThat(this.telemetry.faults())
			.containsOnly(Map.entry(new Fault(Fault.Kind.REGION, "sg"), new Votes(4, 4)));
		assertThat(this.registry.scrape()).contains("perigee_users_fault{kind=\"REGION\",subject=\"sg\"} 1.0",
				"perigee_users_faults_raised_total{kind=\"REGION\"} 1.0");
		assertThat(output).contains("Users say that region sg is bad: 4 of 4").doesNotContain("user-", "10.0.");
		this.nanos += Duration.ofMinutes(1).toNanos();
		IntStream.range(0, 4).forEach((i) -> report("user-" + i, i, measured("us", 20_000), measured("sg", 90_000)));
		this.telemetry.review();
		assertThat(this.telemetry.faults()).isEmpty();
		assertThat(this.registry.scrape()).doesNotContain("perigee_users_fault{");
		assertThat(output).contains("Users no longer say that region sg is bad");
	}

	@Test
	void demandAndRegretAreShown() {
		IntStream.range(0, 4).forEach((i) -> report("user-" + i, i, measured("us", 150_000), measured("sg", 100_000)));
		this.telemetry.review();
		assertThat(this.telemetry.demand().regions()).containsExactly(new Demand.RegionDemand("sg", 4, 4, 50));
		assertThat(this.registry.scrape()).contains("perigee_users_demand{region=\"sg\"} 4.0",
				"perigee_users_unserved{region=\"sg\"} 4.0", "perigee_users_reporting 4.0",
				"perigee_users_regret_seconds_bucket{best=\"sg\",le=\"0.04\"} 0",
				"perigee_users_regret_seconds_bucket{best=\"sg\",le=\"0.06\"} 4");
	}

	@Test
	void usersAreForgottenAfterTheWindow() {
		report("ann", 1, measured("us", 25_000));
		this.nanos += Duration.ofMinutes(3).toNanos() + 1;
		this.telemetry.review();
		assertThat(this.telemetry.demand().users()).isZero();
	}

	private void report(String user, int network, CandidateSummary... candidates) {
		this.telemetry.onReport(new Report(List.of(candidates), List.of(), 0, null), user, address(network));
	}

	private static InetSocketAddress address(int network) {
		return new InetSocketAddress("10.0." + network % 10 + ".7", 4000);
	}

	private static CandidateSummary measured(String region, long rttMicros) {
		return new CandidateSummary(region, Transport.WEBSOCKET, false, 100, 0, rttMicros, rttMicros);
	}

	private static CandidateSummary failed(String region) {
		return new CandidateSummary(region, Transport.WEBSOCKET, true, 0, 0, null, null);
	}

	private double counter(GatewayMeter meter, String... tags) {
		return this.registry.get(meter.meterName()).tags(tags).counter().count();
	}

}
