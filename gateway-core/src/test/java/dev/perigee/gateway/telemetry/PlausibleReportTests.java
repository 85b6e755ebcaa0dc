package dev.perigee.gateway.telemetry;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.perigee.gateway.telemetry.Reading.State;
import dev.perigee.protocol.ReportFrames.CandidateSummary;
import dev.perigee.protocol.ReportFrames.Move;
import dev.perigee.protocol.ReportFrames.MoveReason;
import dev.perigee.protocol.ReportFrames.Report;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PlausibleReportTests {

	@ParameterizedTest
	@CsvSource({ "us, false, 300, 0, 20000, 30000, OK", "us, false, 300, 59, 20000, 30000, OK",
			"us, false, 300, 60, 20000, 30000, LOSSY", "us, false, 2, 2, , , OK", "us, false, 3, 3, , , LOSSY",
			"us, true, 0, 0, , , FAILED", "us, true, 40, 3, 20000, , FAILED", "us, false, 1, 0, 0, 0, OK",
			"elsewhere, false, 300, 0, 20000, 30000,", "us, false, 0, 0, , ,", "us, false, 10, 11, 20000, 30000,",
			"us, false, 10, 0, 10000001, ,", "us, false, 10, 0, 20000, 10000001,", "us, false, 10, 0, 20000, 19999,",
			"us, false, 10, 0, , 19999,", "us, false, 2147483647, 2147483647, 10000000, 10000000, LOSSY" })
	void believesOnlyWhatCanBe(ArgumentsAccessor row) {
		CandidateSummary candidate = new CandidateSummary(row.getString(0), Transport.WEBSOCKET, row.getBoolean(1),
				row.getInteger(2), row.getInteger(3), row.getLong(4), row.getLong(5));
		State state = row.get(6, State.class);
		PlausibleReport plausible = plausible(report(List.of(candidate)));
		assertThat(plausible.readings()).extracting(Reading::state).isEqualTo(Stream.ofNullable(state).toList());
		assertThat(plausible.discarded()).isEqualTo((state != null) ? 0 : 1);
	}

	@Test
	void countsACandidateOnce() {
		CandidateSummary slow = new CandidateSummary("us", Transport.WEBSOCKET, false, 9, 0, 900_000L, 900_000L);
		PlausibleReport plausible = plausible(report(List.of(slow, slow, slow,
				new CandidateSummary("us", Transport.WEBTRANSPORT, false, 9, 0, 20_000L, 20_000L))));
		assertThat(plausible.readings()).hasSize(2);
		assertThat(plausible.discarded()).isEqualTo(2);
	}

	@Test
	void countsAMoveOfAReasonFromARegionOnce() {
		Move move = new Move(MoveReason.SILENCE, "us", 200L);
		PlausibleReport plausible = plausible(new Report(
				List.of(), List.of(move, move, new Move(MoveReason.CLOSED, "us", 100L),
						new Move(MoveReason.ELECTED, "mars", null), new Move(MoveReason.CLOSED, "sg", 600_001L)),
				1_000_000, 600_001L));
		assertThat(plausible.moves()).containsExactly(move, new Move(MoveReason.CLOSED, "us", 100L));
		assertThat(plausible.elections()).isEqualTo(5);
		assertThat(plausible.firstUsableMillis()).isNull();
		assertThat(plausible.discarded()).isEqualTo(3);
	}

	private static Report report(List<CandidateSummary> candidates) {
		return new Report(candidates, List.of(), 0, null);
	}

	private static PlausibleReport plausible(Report report) {
		return PlausibleReport.of(report, Set.of("us", "sg"));
	}

}
