package dev.perigee.lab.nats;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConfigTemplateTests {

	@Test
	void putsValuesInAsTheyAre() {
		ConfigTemplate template = new ConfigTemplate("a: ${a} b: ${b.c} again: ${a} secret: $PASSWORD");
		assertThat(template.render(Map.of("a", "$1\\", "b.c", "${a}")))
			.isEqualTo("a: $1\\ b: ${a} again: $1\\ secret: $PASSWORD");
	}

	@Test
	void namesEveryPlaceholderWithoutAValue() {
		ConfigTemplate template = new ConfigTemplate("${region} ${routes} ${server_name}");
		assertThatIllegalArgumentException().isThrownBy(() -> template.render(Map.of("region", "x")))
			.withMessage("No value for routes, server_name");
	}

	@Test
	void namesEveryValueWithoutAPlaceholder() {
		ConfigTemplate template = new ConfigTemplate("${region}");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> template.render(Map.of("region", "x", "regoin", "y", "extra", "z")))
			.withMessage("No placeholder for extra, regoin");
	}

	@Test
	void namesTheFileThatIsMissing() {
		assertThatThrownBy(() -> ConfigTemplate.read(Path.of("no-such.template")))
			.hasMessageContaining("no-such.template");
	}

}
