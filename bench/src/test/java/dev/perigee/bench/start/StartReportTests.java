package dev.perigee.bench.start;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.perigee.bench.start.StartReport.Start;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StartReportTests {

	@Test
	void comparesTheMediansOfTheSettings() {
		Map<Setting, List<Start>> starts = new EnumMap<>(Setting.class);
		starts.put(Setting.WEBSOCKET_ALONE, starts(30, 40));
		starts.put(Setting.WEBTRANSPORT_ALONE, starts(20, 40));
		starts.put(Setting.ALL, starts(24, 40));
		starts.put(Setting.WEBSOCKET_ONLY, starts(20, 300));
		starts.put(Setting.UDP_DROPPED, starts(20, 310));
		StartReport report = StartReport.of(starts);
		assertThat(report.addedMs()).isEqualTo(4);
		assertThat(report.udpDroppedAddedMs()).isEqualTo(10);
		assertThat(report.rows()).extracting(StartReport.Row::setting)
			.containsExactly("websocket alone", "webtransport alone", "all candidates", "websocket only",
					"udp dropped");
		assertThat(report.rows().get(0)).isEqualTo(new StartReport.Row("websocket alone", 3, 30, 90, 31, 40));
	}

	private static List<Start> starts(int usableMillis, int electedMillis) {
		return List.of(start(usableMillis + 60, electedMillis + 60), start(usableMillis, electedMillis),
				start(usableMillis - 10, electedMillis - 10));
	}

	private static Start start(int usableMillis, int electedMillis) {
		return new Start(Duration.ofMillis(usableMillis), Duration.ofMillis(usableMillis + 1),
				Duration.ofMillis(electedMillis));
	}

}
