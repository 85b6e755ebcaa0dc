package dev.perigee.bench.soak;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command line of {@code bin/bench soak}.
 */
@Command(name = "soak", mixinStandardHelpOptions = true, sortOptions = false, description = {
		"Users in three regions, over both transports, send each other numbered reliable messages, some all the time, "
				+ "others come and go, while gateways and nats-servers are killed, gateways drained and restarted, and "
				+ "regions cut from each other.",
		"The exit status is 0 when every message arrived once and in order, and nothing leaked.", "" })
public final class SoakCommand implements Callable<Integer> {

	@Spec
	private CommandSpec spec = CommandSpec.create();

	@Option(names = "--minutes", paramLabel = "N", defaultValue = "30",
			description = "how long faults strike (default: ${DEFAULT-VALUE})")
	private int minutes;

	@Option(names = "--seed", paramLabel = "S", defaultValue = "1",
			description = "of the schedule of faults and conversations (default: ${DEFAULT-VALUE})")
	private long seed;

	@Option(names = "--directory", paramLabel = "DIR", description = "keeps configuration and logs of all processes")
	private @Nullable Path directory;

	@Option(names = "--json", description = "print one JSON object on standard output")
	private boolean json;

	@Override
	public Integer call() {
		if (this.minutes < 1) {
			throw new ParameterException(this.spec.commandLine(),
					"--minutes: at least 1 expected, was " + this.minutes);
		}
		SoakReport report = soak();
		PrintWriter out = this.spec.commandLine().getOut();
		if (this.json) {
			out.println(JsonMapper.shared().writeValueAsString(report));
		}
		else {
			report.lines().forEach(out::println);
		}
		out.flush();
		List<String> flaws = report.flaws();
		flaws.forEach((flaw) -> say("flaw: " + flaw));
		return flaws.isEmpty() ? 0 : 1;
	}

	private SoakReport soak() {
		try (SoakWorld world = SoakWorld.start(this.directory, this::say)) {
			return new SoakRun(world, this.seed, this::say).run(this.minutes);
		}
	}

	private synchronized void say(String text) {
		PrintWriter err = this.spec.commandLine().getErr();
		err.println(text);
		err.flush();
	}

}
