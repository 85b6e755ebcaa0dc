package dev.perigee.election;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.perigee.protocol.FrameEncoder;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.ReportFrames.CandidateSummary;
import dev.perigee.protocol.ReportFrames.Move;
import dev.perigee.protocol.ReportFrames.MoveReason;
import dev.perigee.protocol.ReportFrames.Report;
import dev.perigee.protocol.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What gateways are told of what a client has seen, in virtual time.
 */
class ReportTests {

	private static final ReportOptions ALL = new ReportOptions(1, Duration.ofMinutes(1));

	private final World world = new World();

	private ClientRun run;

	@AfterEach
	void closeClient() {
		if (this.run != null) {
			this.run.client.close().subscribe();
			this.world.passes(Duration.ofMinutes(5));
			assertThat(this.world.gateways.values()).allMatch((gateway) -> gateway.open.isEmpty());
		}
	}

	@Test
	void firstReportTellsHowTheStartWentAndWhatWasMeasured() {
		this.world.gateway("near/websocket", 20);
		this.world.gateway("far/websocket", 180);
		this.world.gateway("far/webtransport", 170).reachable = false;
		start(ALL);
		Report report = awaitReport("near/websocket");
		// a handshake, HELLO and JOIN
		assertThat(report.firstUsableMillis()).isEqualTo(40);
		assertThat(report.elections()).isEqualTo(1);
		assertThat(report.moves()).isEmpty();
		assertThat(report.candidates())
			.extracting(CandidateSummary::region, CandidateSummary::transport, CandidateSummary::failed,
					CandidateSummary::medianMicros, CandidateSummary::p95Micros)
			.containsExactlyInAnyOrder(tuple("near", Transport.WEBSOCKET, false, 20_000L, 20_000L),
					tuple("far", Transport.WEBSOCKET, false, 180_000L, 180_000L),
					tuple("far", Transport.WEBTRANSPORT, true, null, null));
	}

	@Test
	void laterReportsTellOnlyWhatHasHappenedSince() {
		this.world.gateway("near/websocket", 20);
		start(ALL);
		awaitReport("near/websocket");
		this.world.gateway("near/websocket").rttMillis = 30;
		this.world.passes(Duration.ofSeconds(70));
		Report second = lastReport("near/websocket");
		assertThat(second.firstUsableMillis()).isNull();
		assertThat(second.elections()).isZero();
		assertThat(second.candidates()).singleElement().satisfies((near) -> {
			assertThat(near.medianMicros()).isEqualTo(30_000);
			assertThat(near.probes()).isBetween(250, 350);
			assertThat(near.lost()).isLessThan(3);
		});
	}

	@Test
	void lossIsReported() {
		this.world.gateway("near/webtransport", 20);
		this.world.gateway("far/webtransport", 60);
		start(ALL);
		awaitReport("near/webtransport");
		SplittableRandom random = new SplittableRandom(7);
		this.world.gateway("near/webtransport").loss = () -> random.nextInt(10) == 0;
		this.world.passes(Duration.ofSeconds(70));
		assertThat(lastReport("near/webtransport").candidates().get(0))
			.satisfies((near) -> assertThat((double) near.lost() / near.probes()).isBetween(0.05, 0.2));
	}

	@Test
	void aFailoverIsReportedToWhoeverTookOver() {
		this.world.gateway("near/websocket", 20);
		this.world.gateway("far/websocket", 60);
		start(ALL);
		awaitReport("near/websocket");
		this.world.gateway("near/websocket").kill();
		this.world.passes(Duration.ofMinutes(2));
		Report report = this.world.gateway("far/websocket").reports.get(0);
		assertThat(report.moves()).singleElement().satisfies((move) -> {
			assertThat(move.reason()).isEqualTo(MoveReason.CLOSED);
			assertThat(move.from()).isEqualTo("near");
			assertThat(move.blackoutMillis()).isPositive();
		});
		assertThat(report.candidates()).filteredOn(CandidateSummary::failed)
			.extracting(CandidateSummary::region)
			.containsExactly("near");
	}

	@Test
	void plannedMovesAreReportedWithTheirReason() {
		this.world.gateway("near/websocket", 20);
		this.world.gateway("far/websocket", 60);
		start(ALL);
		awaitReport("near/websocket");
		this.world.gateway("near/websocket").drain(5_000, 100);
		this.world.passesMillis(5_000);
		this.world.gateway("near/websocket").serve();
		this.world.passes(Duration.ofMinutes(2));
		assertThat(this.world.gateways.values()).flatExtracting((gateway) -> gateway.reports)
			.flatExtracting(Report::moves)
			.contains(new Move(MoveReason.DRAIN, "near", null), new Move(MoveReason.BETTER, "far", null));
	}

	@Test
	void whatDoesNotAnswerHasFailedAlsoWhileItIsDialledAgain() {
		this.world.gateway("near/websocket", 20);
		this.world.gateway("far/websocket", 60).blackHole = true;
		start(new ReportOptions(1, Duration.ofSeconds(1)));
		this.world.passes(Duration.ofMinutes(5));
		List<Report> reports = this.world.gateway("near/websocket").reports;
		assertThat(reports.subList(10, reports.size())).hasSizeGreaterThan(200)
			.allSatisfy((report) -> assertThat(report.candidates()).filteredOn(CandidateSummary::failed).hasSize(1));
	}

	@Test
	void silenceIsReportedAsSuch() {
		this.world.gateway("near/websocket", 20);
		this.world.gateway("far/websocket", 60);
		start(ALL);
		awaitReport("near/websocket");
		this.world.gateway("near/websocket").blackHole = true;
		this.world.passes(Duration.ofMinutes(2));
		assertThat(this.world.gateway("far/websocket").reports.get(0).moves()).extracting(Move::reason)
			.containsExactly(MoveReason.SILENCE);
	}

	@Test
	void nothingIsReportedWhileNothingIsSettled() {
		this.world.gateway("near/websocket", 20).refuseRoom = true;
		this.world.gateway("near/websocket").hangs = true;
		start(ALL);
		this.world.passes(Duration.ofMinutes(5));
		assertThat(this.world.gateway("near/websocket").reports).isEmpty();
	}

	@Test
	void noReportIsSentInTheMiddleOfAnElection() {
		this.world.gateway("near/websocket", 20);
		this.world.gateway("far/websocket", 60);
		start(new ReportOptions(1, Duration.ofMillis(500)));
		this.world.passesMillis(2_900);
		assertThat(this.run.client.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(this.world.gateway("near/websocket").reports).isEmpty();
		this.world.passesMillis(1_000);
		assertThat(this.world.gateway("near/websocket").reports).isNotEmpty();
	}

	@Test
	void aGatewayThatReadsShortFramesOnlyGetsNone() {
		this.world.gateway("near/websocket", 20).limits = new Limits(1024, 10, 100, 0, 0);
		start(ALL);
		this.world.passes(Duration.ofMinutes(5));
		assertThat(this.world.gateway("near/websocket").reports).isEmpty();
	}

	@Test
	void reportsHaveAnUpperBound() {
		IntStream.range(0, 40)
			.forEach((i) -> this.world.gateway("r-%02d-".formatted(i) + "x".repeat(58) + "/websocket", 20 + i));
		this.run = new ClientRun(this.world, this.world.client().report(ALL).maxConcurrentCandidates(50));
		this.world.passes(Duration.ofSeconds(70));
		Report report = this.world.gateways.values().iterator().next().reports.get(0);
		assertThat(report.candidates()).hasSize(32);
		ByteBuf wire = Unpooled.buffer();
		FrameEncoder.encode(report, wire);
		assertThat(wire.readableBytes()).isLessThan(10 * 1024);
	}

	@Test
	void aShareOfTheClientsReports() {
		int reporting = 0;
		for (int seed = 0; seed < 100; seed++) {
			World one = new World();
			one.gateway("near/websocket", 20);
			ClientRun client = new ClientRun(one,
					one.client().random(new SplittableRandom(seed)).report(ReportOptions.DEFAULT));
			one.passes(Duration.ofSeconds(75));
			reporting += one.gateway("near/websocket").reports.isEmpty() ? 0 : 1;
			client.client.close().subscribe();
			one.passes(Duration.ofSeconds(1));
		}
		assertThat(reporting).isBetween(4, 18);
	}

	@Test
	void whoeverIsNotAskedToSaysNothing() {
		this.world.gateway("near/websocket", 20);
		start(ReportOptions.NONE);
		this.world.passes(Duration.ofMinutes(5));
		assertThat(this.world.gateway("near/websocket").reports).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "-0.1, 1m, election.report.share", "1.1, 1m, election.report.share", "NaN, 1m, election.report.share",
			"1, 0s, election.report.interval" })
	void namesThePropertyThatIsWrong(double share, String interval, String property) {
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> new ReportOptions(share, Duration.parse("PT" + interval)))
			.withMessageContaining(property);
	}

	@ParameterizedTest
	@CsvSource({ "1, 0.5, 1", "10, 0.5, 5", "10, 0.95, 10", "100, 0.95, 95", "600, 0.5, 344", "600, 1, 600" })
	void quantilesAreThoseOfTheNewestRoundTripTimes(int count, double part, long micros) {
		RttWindow window = new RttWindow();
		IntStream.rangeClosed(1, count).forEach((i) -> window.add(i * 1000L));
		assertThat(window.quantileMicros(part)).isEqualTo(micros);
	}

	private void start(ReportOptions options) {
		this.run = new ClientRun(this.world, this.world.client().report(options));
	}

	/** Lets time pass until there is a report. */
	private Report awaitReport(String gateway) {
		this.world.passes(Duration.ofSeconds(70));
		return lastReport(gateway);
	}

	private Report lastReport(String gateway) {
		List<Report> reports = this.world.gateway(gateway).reports;
		assertThat(reports).isNotEmpty();
		return reports.get(reports.size() - 1);
	}

}
