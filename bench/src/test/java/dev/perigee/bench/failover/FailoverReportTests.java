package dev.perigee.bench.failover;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import dev.perigee.bench.failover.FailoverReport.Failover;
import dev.perigee.bench.failover.FailoverReport.Row;
import dev.perigee.election.Candidate;
import dev.perigee.lab.traffic.MessageLedger;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class FailoverReportTests {

	private static final Candidate NORTH = new Candidate("north", Transport.WEBSOCKET, URI.create("ws://north/rt"));

	private static final Candidate SOUTH = new Candidate("south", Transport.WEBSOCKET, URI.create("ws://south/rt"));

	@Test
	void takesTheNearestRanksOfTheBlackouts() {
		Row row = row(new MessageLedger.Totals(1000, 1000, 0, 0, 0));
		assertThat(row.count()).isEqualTo(200);
		assertThat(row.blackoutMsP50()).isEqualTo(100);
		assertThat(row.blackoutMsP99()).isEqualTo(198);
		assertThat(row.blackoutMsMax()).isEqualTo(200);
		assertThat(row.runnerUpRttMs()).isEqualTo(20.5);
		assertThat(row.beyondMsP99()).isEqualTo(177.5);
	}

	@Test
	void isFlawlessOnlyWhenNothingIsLostRepeatedOrOutOfOrder() {
		assertThat(report(new MessageLedger.Totals(9, 9, 0, 0, 0)).isFlawless()).isTrue();
		assertThat(report(new MessageLedger.Totals(9, 8, 1, 0, 0)).isFlawless()).isFalse();
		assertThat(report(new MessageLedger.Totals(9, 9, 0, 1, 0)).isFlawless()).isFalse();
		assertThat(report(new MessageLedger.Totals(9, 9, 0, 0, 1)).isFlawless()).isFalse();
	}

	@Test
	void itsJsonIsOneObjectOfRows() {
		assertThat(JsonMapper.shared().writeValueAsString(report(new MessageLedger.Totals(9, 6, 3, 2, 1))))
			.isEqualTo("""
					{"rows":[{"cause":"kill","count":200,"blackoutMsP50":100.0,"blackoutMsP99":198.0,\
					"blackoutMsMax":200.0,"lost":3,"repeated":2,"outOfOrder":1}]}""");
	}

	@Test
	void itsTableHasALineForEachCause() {
		assertThat(report(new MessageLedger.Totals(9, 9, 0, 0, 0)).lines()).hasSize(2)
			.last()
			.asString()
			.matches("kill +200 +100\\.0 +198\\.0 +200\\.0 +20\\.5 +177\\.5 +0 +0 +0");
	}

	private static FailoverReport report(MessageLedger.Totals messages) {
		return new FailoverReport(List.of(row(messages)));
	}

	private static Row row(MessageLedger.Totals messages) {
		List<Failover> failovers = IntStream.rangeClosed(1, 200)
			.map((number) -> 201 - number)
			.mapToObj((millis) -> new Failover(NORTH, SOUTH, Duration.ofMillis(millis), Duration.ofNanos(20_500_000)))
			.toList();
		return Row.of("kill", failovers, messages);
	}

}
