package dev.perigee.bench.failover;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Failovers between real processes, a few of each cause: nothing may be lost, repeated or
 * out of order. How long they take is what the benchmark is for.
 */
class FailoverIT {

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@Test
	void losesAndRepeatsNothingWhateverTheCause() {
		int status = run("--count", "3", "--json");
		assertThat(status).as(this.err.toString()).isZero();
		JsonNode report = JsonMapper.shared().readTree(this.out.toString());
		assertThat(report.propertyNames()).containsExactly("rows");
		assertThat(report.at("/rows").valueStream().map((row) -> row.at("/cause").asString())).containsExactly("kill",
				"black-hole", "goaway", "region");
		assertThat(report.at("/rows").valueStream()).allSatisfy((row) -> {
			assertThat(row.propertyNames()).containsExactly("cause", "count", "blackoutMsP50", "blackoutMsP99",
					"blackoutMsMax", "lost", "repeated", "outOfOrder");
			assertThat(row.at("/count").asInt()).isEqualTo(3);
			assertThat(row.at("/blackoutMsMax").asDouble()).isPositive();
			assertThat(row.at("/lost").asLong()).isZero();
			assertThat(row.at("/repeated").asLong()).isZero();
			assertThat(row.at("/outOfOrder").asLong()).isZero();
		});
	}

	@Test
	void namesTheOptionThatIsWrong() {
		assertThat(run("--count", "0")).isEqualTo(2);
		assertThat(this.err.toString()).contains("--count: at least 1 expected, was 0");
		assertThat(run("--cause", "earthquake")).isEqualTo(2);
		assertThat(this.err.toString()).contains("[kill, black-hole, goaway, region]").contains("earthquake");
	}

	private int run(String... arguments) {
		return new CommandLine(new FailoverCommand()).setOut(new PrintWriter(this.out))
			.setErr(new PrintWriter(this.err))
			.execute(arguments);
	}

}
