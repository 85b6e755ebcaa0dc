package dev.perigee.lab;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ProjectHomeTests {

	@TempDir
	private Path elsewhere;

	private String configured;

	@BeforeEach
	void remember() {
		this.configured = System.getProperty(ProjectHome.PROPERTY);
	}

	@AfterEach
	void restore() {
		if (this.configured != null) {
			System.setProperty(ProjectHome.PROPERTY, this.configured);
		}
		else {
			System.clearProperty(ProjectHome.PROPERTY);
		}
	}

	@Test
	void isAboveTheModuleThatTestsRunIn() {
		System.clearProperty(ProjectHome.PROPERTY);
		assertThat(ProjectHome.path()).isAbsolute();
		assertThat(ProjectHome.path().resolve("nats-config/nats-server.conf.template")).isRegularFile();
	}

	@Test
	void isWhereThePropertySays() throws Exception {
		Files.createDirectory(this.elsewhere.resolve("nats-config"));
		System.setProperty(ProjectHome.PROPERTY, this.elsewhere.toString());
		assertThat(ProjectHome.path()).isEqualTo(this.elsewhere);
	}

	@Test
	void saysWhatIsMissingWhereThePropertySays() {
		System.setProperty(ProjectHome.PROPERTY, this.elsewhere.toString());
		assertThatIllegalStateException().isThrownBy(ProjectHome::path)
			.withMessage("perigee.home=%s holds no nats-config", this.elsewhere);
	}

}
