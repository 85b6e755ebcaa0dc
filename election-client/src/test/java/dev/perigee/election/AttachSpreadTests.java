package dev.perigee.election;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.perigee.protocol.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class AttachSpreadTests {

	@ParameterizedTest
	@CsvSource({
			// 10,000 sessions, 500 a second, of which the crowd fills four fifths
			"10000, 255, 500, 25000", "10000, 51, 500, 5000", "10000, 51, 1000, 2500",
			// a crowd that is taken in a tenth of a second
			"10000, 1, 500, 0", "10000, 0, 500, 0", "2550, 4, 500, 0", "2550, 5, 500, 125",
			// not said
			"0, 255, 500, 0", "10000, 255, 0, 0" })
	void isTheTimeThatTheTargetNeedsForAllOrphans(int maxSessions, int load, int perSecond, long millis) {
		assertThat(AttachSpread.bound(limits(maxSessions), load, perSecond)).isEqualTo(Duration.ofMillis(millis));
	}

	@Test
	void arrivalsStayUnderTheDeclaredRate() {
		AttachSpread spread = new AttachSpread(new SplittableRandom(1));
		int[] arrivals = new int[25];
		IntStream.range(0, 10_000)
			.mapToObj((client) -> spread.delay(limits(10_000), 255, 500))
			.forEach((delay) -> arrivals[(int) delay.toSeconds()]++);
		assertThat(Arrays.stream(arrivals)).allMatch((second) -> second <= 500);
	}

	private static Limits limits(int maxSessions) {
		return new Limits(65_536, 10, 100, maxSessions, 0);
	}

}
