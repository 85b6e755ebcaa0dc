package dev.perigee.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

import dev.perigee.lab.ProjectHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The public API of the libraries is kept in git, so that no change of it goes unnoticed
 * by who makes it or by who reviews it. With {@code -Dgolden.write=true} it is written
 * instead of compared. Whether a change breaks users of a release says
 * {@code bin/release-check}.
 */
class PublicApiTests {

	private static final Path RECORDED = ProjectHome.path().resolve("lab/src/test/resources/api");

	@ParameterizedTest
	@CsvSource({ "protocol, dev.perigee.protocol", "webtransport, dev.perigee.webtransport",
			"election-client, dev.perigee.election" })
	void isWhatWasRecorded(String module, String root, @TempDir Path directory) throws IOException {
		Path recorded = RECORDED.resolve(module + ".txt");
		Path api = Files.writeString(directory.resolve(module + ".txt"), PublicApi.of(module, root));
		if (Boolean.getBoolean("golden.write")) {
			Files.createDirectories(RECORDED);
			Files.copy(api, recorded, StandardCopyOption.REPLACE_EXISTING);
		}
		assertThat(api).as("%s; if the change is meant, run the test with -Dgolden.write=true and commit it", recorded)
			.hasSameTextualContentAs(recorded);
	}

	@Test
	void isAllThatCanBeNamedFromOutsideAndNothingElse() {
		assertThat(PublicApi.describe(Sample.class)).containsExactly(
				"abstract class dev.perigee.e2e.PublicApiTests$Sample<T> : Comparable<T>",
				"protected dev.perigee.e2e.PublicApiTests$Sample(java.util.List<? extends T>) throws java.io.IOException",
				"public final java.util.Optional<T> first(int,String...)", "public static final int LIMIT = 7");
		assertThat(PublicApi.describe(Word.class)).containsExactly(
				"enum dev.perigee.e2e.PublicApiTests$Word : " + "Enum<dev.perigee.e2e.PublicApiTests$Word>",
				"public static final dev.perigee.e2e.PublicApiTests$Word YES");
		assertThat(PublicApi.describe(Pair.class)).containsExactly("record dev.perigee.e2e.PublicApiTests$Pair",
				"public dev.perigee.e2e.PublicApiTests$Pair(int,long)", "public int left()", "public long right()");
	}

	public abstract static class Sample<T> implements Comparable<T> {

		public static final int LIMIT = 7;

		static final int HIDDEN = 8;

		protected Sample(List<? extends T> list) throws IOException {
		}

		Sample() {
		}

		public final Optional<T> first(int index, String... names) {
			return Optional.empty();
		}

		void hidden() {
		}

	}

	public enum Word {

		YES

	}

	public record Pair(int left, long right) {
	}

}
