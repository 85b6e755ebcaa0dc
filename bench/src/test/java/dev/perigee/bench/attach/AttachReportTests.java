package dev.perigee.bench.attach;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AttachReportTests {

	@Test
	void comparesEachStepWithTheWayOfANewcomer() {
		List<AttachReport.Row> rows = AttachReport.rows("frankfurt-ws", 100,
				List.of(round(400, 90, 60, 40), round(100, 60, 30, 20), round(100, 40, 10, 20)));
		assertThat(new AttachReport(100, rows).lines()).containsExactly(
				"CPU time of the gateway for a session, ms; 100 sessions a round",
				"gateway      step        first round     warm  of connect and HELLO",
				"frankfurt-ws connect           4.000    1.000  66.7 %",
				"frankfurt-ws HELLO             0.900    0.500  33.3 %",
				"frankfurt-ws STANDBY           0.600    0.200  13.3 %",
				"frankfurt-ws ACTIVATE          0.400    0.200  13.3 %");
	}

	private static Map<Step, Duration> round(int connect, int hello, int standBy, int activate) {
		return Map.of(Step.CONNECT, Duration.ofMillis(connect), Step.HELLO, Duration.ofMillis(hello), Step.STANDBY,
				Duration.ofMillis(standBy), Step.ACTIVATE, Duration.ofMillis(activate));
	}

}
