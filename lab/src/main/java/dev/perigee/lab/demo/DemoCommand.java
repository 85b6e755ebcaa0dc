package dev.perigee.lab.demo;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command line of {@code bin/demo}.
 */
@Command(name = "bin/demo", mixinStandardHelpOptions = true, sortOptions = false,
		description = { "Starts three regions on this machine, each with a nats-server and two gateways, and a user "
				+ "who elects the fastest. Half way the elected gateway is killed (kill -9).", "" })
final class DemoCommand implements Callable<Integer> {

	private static final int MIN_SECONDS = 15;

	@Spec
	private CommandSpec spec = CommandSpec.create();

	@Option(names = "--home", paramLabel = "REGION", defaultValue = "singapore",
			description = "where the user lives: us-east, frankfurt or singapore (default: ${DEFAULT-VALUE})")
	private String home = "singapore";

	@Option(names = "--seconds", paramLabel = "N", defaultValue = "40",
			description = "how long to go on once everything has started (default: ${DEFAULT-VALUE})")
	private int seconds;

	@Option(names = "--headless", description = "no live picture: what happens goes to standard error, line by line")
	private boolean headless;

	@Option(names = "--json", description = "print the outcome as one JSON object on standard output")
	private boolean json;

	private DemoCommand() {
	}

	/**
	 * Runs the demonstration.
	 * @param args see {@code --help}
	 */
	public static void main(String[] args) {
		System.exit(new CommandLine(new DemoCommand()).setExecutionExceptionHandler((ex, command, parsed) -> {
			command.getErr().println("error: " + ex.getMessage());
			return 1;
		}).execute(args));
	}

	@Override
	public Integer call() {
		if (!Demo.REGIONS.contains(this.home)) {
			throw new ParameterException(this.spec.commandLine(),
					"--home: one of %s expected, was '%s'".formatted(String.join(", ", Demo.REGIONS), this.home));
		}
		if (this.seconds < MIN_SECONDS) {
			throw new ParameterException(this.spec.commandLine(),
					"--seconds: at least %d expected, was %d".formatted(MIN_SECONDS, this.seconds));
		}
		DemoReport report;
		try (DemoView view = view()) {
			report = new Demo(this.home, this.seconds, view).run();
		}
		if (this.json) {
			new PrintStream(System.out, true, StandardCharsets.UTF_8)
				.println(JsonMapper.shared().writeValueAsString(report));
		}
		else {
			report.lines().forEach(System.out::println);
		}
		List<String> faults = report.faults();
		faults.forEach((fault) -> System.err.println("error: " + fault));
		return faults.isEmpty() ? 0 : 1;
	}

	private DemoView view() {
		boolean terminal = Boolean.getBoolean("perigee.terminal");
		if (this.headless || this.json || !terminal) {
			return new LineView(System.err);
		}
		DemoView view = new ScreenView(System.out);
		// Ctrl-C must not leave the terminal without a cursor
		Runtime.getRuntime().addShutdownHook(new Thread(view::close));
		return view;
	}

}
