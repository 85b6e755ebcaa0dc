package dev.perigee.election;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A text in git that shows each change of behaviour as a diff. With
 * {@code -Dgolden.write=true} it is written instead of compared.
 */
final class GoldenText {

	private static final Path FOLDER = Path.of("src/test/resources/golden");

	private GoldenText() {
	}

	static void check(String name, String actual) throws IOException {
		Path file = FOLDER.resolve(name);
		if (Boolean.getBoolean("golden.write")) {
			Files.createDirectories(FOLDER);
			Files.writeString(file, actual);
		}
		assertThat(actual).as("%s; if the change is meant, run the test with -Dgolden.write=true and commit it", file)
			.isEqualTo(Files.readString(file));
	}

}
