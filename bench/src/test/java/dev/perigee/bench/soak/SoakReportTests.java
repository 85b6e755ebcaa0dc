package dev.perigee.bench.soak;

import java.util.List;
import java.util.stream.Stream;

import dev.perigee.bench.soak.SoakReport.FaultCount;
import dev.perigee.bench.soak.SoakReport.Messages;
import dev.perigee.bench.soak.SoakWorld.Vitals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class SoakReportTests {

	private static final long MIB = 1 << 20;

	private static final Messages ALL = new Messages(9, 9, 0, 0, 0, 0);

	private static final Vitals BEFORE = new Vitals(40 * MIB, 100, 18, 0);

	@Test
	void isFlawlessWhenAllArrivedAndNothingGrew() {
		assertThat(report(ALL, new Vitals(48 * MIB, 108, 18, 0)).flaws()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("flaws")
	void namesEachFlaw(Messages messages, Vitals after, String flaw) {
		assertThat(report(messages, after).flaws()).singleElement().asString().contains(flaw);
	}

	static Stream<Arguments> flaws() {
		return Stream.of(arguments(new Messages(9, 8, 1, 0, 0, 0), BEFORE, "lost=1"),
				arguments(new Messages(9, 9, 0, 1, 0, 0), BEFORE, "repeated=1"),
				arguments(new Messages(9, 9, 0, 0, 1, 0), BEFORE, "outOfOrder=1"),
				arguments(new Messages(9, 9, 0, 0, 0, 1), BEFORE, "gaps=1"),
				arguments(ALL, new Vitals(49 * MIB, 100, 18, 0), "heap: 40.0 MiB became 49.0 MiB"),
				arguments(ALL, new Vitals(40 * MIB, 109, 18, 0), "file descriptors: 100 became 109"),
				arguments(ALL, new Vitals(40 * MIB, 100, 19, 0), "subscriptions: 18 became 19"),
				arguments(ALL, new Vitals(40 * MIB, 100, 18, 2), "leaked buffers: 2"));
	}

	@Test
	void isOneObjectWithTheMessagesTheFaultsAndTheHeap() {
		assertThat(JsonMapper.shared().writeValueAsString(report(ALL, new Vitals(41 * MIB, 100, 18, 0)))).isEqualTo("""
				{"minutes":2,"messages":{"sent":9,"received":9,"lost":0,"repeated":0,"outOfOrder":0,"gaps":0},\
				"faults":[{"kind":"drain","count":3}],"heapMiB":{"start":40.0,"end":41.0}}""");
	}

	@Test
	void isATableForPeople() {
		assertThat(report(ALL, BEFORE).lines()).anyMatch((line) -> line.matches("received +9"))
			.anyMatch((line) -> line.matches("drain +3"))
			.anyMatch((line) -> line.matches("heap MiB +40.0 +40.0"));
	}

	private static SoakReport report(Messages messages, Vitals after) {
		return SoakReport.of(2, messages, List.of(new FaultCount("drain", 3)), BEFORE, after);
	}

}
