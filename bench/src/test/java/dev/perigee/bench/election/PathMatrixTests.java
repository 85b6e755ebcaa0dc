package dev.perigee.bench.election;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PathMatrixTests {

	@TempDir
	private Path directory;

	@Test
	void readsPathsInEitherDirection() throws IOException {
		PathMatrix matrix = matrix("Paris,London,344,8,8.5,20,0.5", "Oslo,London,1150,25,26,40,1");
		assertThat(matrix.path("London", "Paris")).isEqualTo(new PathTimes(344, 8, 8.5, 20, 0.5));
		assertThat(matrix.path("Paris", "Oslo")).isNull();
		assertThat(matrix.cities()).containsExactly("Paris", "Oslo", "London");
		assertThat(matrix.usersOf(List.of("London"))).containsExactly("Paris", "Oslo", "London");
		assertThat(matrix.usersOf(List.of("Paris"))).containsExactly("Paris", "London");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "Paris,London,344,8; line 2: 7 fields expected, found 4",
					"Paris,London,344,8,x,20,1; line 2: For input string",
					"Paris,London,344,9,8,20,1; line 2: expected", "Paris,London,344,NaN,8,20,1; line 2: expected" })
	void wrongLineIsNamed(String line, String problem) {
		assertThatIllegalArgumentException().isThrownBy(() -> matrix(line)).withMessageContaining(problem);
	}

	@Test
	void timesThatWereRoundedAreTakenForEqual() throws IOException {
		assertThat(matrix("Paris,London,344,1.01,1.0,0.95,0").path("Paris", "London"))
			.isEqualTo(new PathTimes(344, 1.01, 1.01, 1.01, 0));
	}

	@ParameterizedTest(name = "min {0}, avg {1}, max {2}, mdev {3}")
	@CsvSource({ "20, 24, 200, 6", "10, 12, 500, 20", "80, 90, 3000, 45", "20, 24, 30, 0", "20, 20, 20, 0",
			"20, 20, 25, 3", "20, 29, 30, 40" })
	void medianOfSamplesIsTheTruth(double min, double avg, double max, double mdev) {
		PathTimes path = new PathTimes(100, min, avg, max, mdev);
		SplittableRandom random = new SplittableRandom(1);
		double[] samples = DoubleStream.generate(() -> path.sampleMs(random)).limit(20_001).sorted().toArray();
		assertThat(samples[samples.length / 2]).isBetween(path.medianMs() - 0.2, path.medianMs() + 0.2);
		assertThat(path.medianMs()).isBetween(min, max);
		assertThat(samples[0]).isGreaterThanOrEqualTo(min);
		assertThat(samples[samples.length - 1]).isLessThanOrEqualTo(max);
	}

	private PathMatrix matrix(String... lines) throws IOException {
		Path file = this.directory.resolve("matrix.csv");
		Files.write(file, List.of(PathMatrix.HEADER));
		Files.write(file, List.of(lines), StandardOpenOption.APPEND);
		return PathMatrix.read(file);
	}

}
