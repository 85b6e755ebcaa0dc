package dev.perigee.bench;

import dev.perigee.bench.attach.AttachCommand;
import dev.perigee.bench.coldstart.ColdStartCommand;
import dev.perigee.bench.election.ElectionCommand;
import dev.perigee.bench.failover.FailoverCommand;
import dev.perigee.bench.fanout.FanOutCommand;
import dev.perigee.bench.replay.ReplayCommand;
import dev.perigee.bench.soak.SoakCommand;
import dev.perigee.bench.start.StartCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line of {@code bin/bench}.
 */
@Command(name = "bin/bench", mixinStandardHelpOptions = true, description = "Measures Perigee.",
		subcommands = { ElectionCommand.class, FailoverCommand.class, AttachCommand.class, FanOutCommand.class,
				SoakCommand.class, StartCommand.class, ColdStartCommand.class, ReplayCommand.class })
final class BenchCommand {

	private BenchCommand() {
	}

	/**
	 * Runs a benchmark.
	 * @param args see {@code --help}
	 */
	public static void main(String[] args) {
		System.exit(new CommandLine(new BenchCommand()).setExecutionExceptionHandler((ex, command, parsed) -> {
			command.getErr().println("error: " + ex.getMessage());
			return 1;
		}).execute(args));
	}

}
