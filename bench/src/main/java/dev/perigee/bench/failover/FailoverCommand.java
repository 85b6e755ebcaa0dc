package dev.perigee.bench.failover;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command line of {@code bin/bench failover}.
 */
@Command(name = "failover", mixinStandardHelpOptions = true, sortOptions = false, description = {
		"Takes the elected gateway away from a client again and again, in a lab of real processes, while "
				+ "the client and a peer in another region send each other a numbered reliable message every 5 ms.",
		"A blackout is the longest time around a fault in which the client or its peer, whichever waited longer, "
				+ "was handed no new message of the other one, less the 5 ms between two messages.",
		"" },
		footer = { "",
				"The client is 20 ms (round trip) from both regions that it may elect; regions are 40 ms from each "
						+ "other.",
				"kill: kill -9 of the gateway's process. black-hole: its path swallows everything both ways. "
						+ "goaway: the gateway is drained within 2 s. region: kill -9 of both gateways and the nats-server." })
public final class FailoverCommand implements Callable<Integer> {

	@Spec
	private CommandSpec spec = CommandSpec.create();

	@Option(names = "--count", paramLabel = "N", defaultValue = "200",
			description = "failovers of each cause (default: ${DEFAULT-VALUE})")
	private int count;

	@Option(names = "--cause", paramLabel = "CAUSE", split = ",", converter = CauseConverter.class,
			description = "kill, black-hole, goaway or region, or several with commas between (default: all)")
	private Set<Cause> causes = new LinkedHashSet<>(List.of(Cause.values()));

	@Option(names = "--seed", paramLabel = "S", defaultValue = "1",
			description = "of the moments at which faults strike (default: ${DEFAULT-VALUE})")
	private long seed;

	@Option(names = "--json", description = "print one JSON object on standard output")
	private boolean json;

	/** What is known so far, for a run that is interrupted. */
	private final Map<Cause, FailoverReport.Row> rows = Collections.synchronizedMap(new EnumMap<>(Cause.class));

	@Override
	public Integer call() {
		if (this.count < 1) {
			throw new ParameterException(this.spec.commandLine(), "--count: at least 1 expected, was " + this.count);
		}
		Thread interrupted = new Thread(this::print);
		Runtime.getRuntime().addShutdownHook(interrupted);
		try {
			measure();
		}
		finally {
			Runtime.getRuntime().removeShutdownHook(interrupted);
			print();
		}
		return report().isFlawless() ? 0 : 1;
	}

	private void print() {
		FailoverReport report = report();
		PrintWriter out = this.spec.commandLine().getOut();
		if (this.json) {
			out.println(JsonMapper.shared().writeValueAsString(report));
		}
		else {
			report.lines().forEach(out::println);
		}
		out.flush();
	}

	private FailoverReport report() {
		synchronized (this.rows) {
			return new FailoverReport(List.copyOf(this.rows.values()));
		}
	}

	private void measure() {
		RandomGenerator random = new Random(this.seed);
		try (FailoverWorld world = FailoverWorld.start(this::say)) {
			for (Cause cause : this.causes) {
				try (FailoverRun run = new FailoverRun(world, cause, random, this::say)) {
					run.run(this.count, (row) -> this.rows.put(cause, row));
				}
			}
		}
	}

	private void say(String text) {
		this.spec.commandLine().getErr().println(text);
	}

	/** Names as in reports. */
	static final class CauseConverter implements ITypeConverter<Cause> {

		@Override
		public Cause convert(String value) {
			return Arrays.stream(Cause.values())
				.filter((one) -> one.toString().equals(value))
				.findFirst()
				.orElseThrow(() -> new TypeConversionException(
						"one of %s expected, was '%s'".formatted(Arrays.toString(Cause.values()), value)));
		}

	}

}
