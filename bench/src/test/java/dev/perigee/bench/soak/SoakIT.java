package dev.perigee.bench.soak;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two minutes of the soak: real processes under faults lose, repeat and leak nothing.
 */
class SoakIT {

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@Test
	void losesRepeatsAndLeaksNothing() {
		int status = run("--minutes", "2", "--json", "--directory", "target/soak-" + ProcessHandle.current().pid());
		assertThat(status).as(this.err.toString()).isZero();
		JsonNode report = JsonMapper.shared().readTree(this.out.toString());
		assertThat(report.propertyNames()).containsExactly("minutes", "messages", "faults", "heapMiB");
		assertThat(report.at("/messages").propertyNames()).containsExactly("sent", "received", "lost", "repeated",
				"outOfOrder", "gaps");
		assertThat(report.at("/messages/sent").asLong()).isPositive()
			.isEqualTo(report.at("/messages/received").asLong());
		assertThat(report.at("/faults").valueStream()).isNotEmpty()
			.allSatisfy((fault) -> assertThat(fault.propertyNames()).containsExactly("kind", "count"));
		assertThat(report.at("/heapMiB/end").asDouble()).isPositive();
	}

	@Test
	void namesTheOptionThatIsWrong() {
		assertThat(run("--minutes", "0")).isEqualTo(2);
		assertThat(this.err.toString()).contains("--minutes: at least 1 expected, was 0");
	}

	private int run(String... arguments) {
		return new CommandLine(new SoakCommand()).setOut(new PrintWriter(this.out))
			.setErr(new PrintWriter(this.err))
			.execute(arguments);
	}

}
