package dev.perigee.bench.election;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import dev.perigee.election.ElectionStrategy;
import dev.perigee.election.ErrorBound;
import dev.perigee.election.LoadPenalty;
import dev.perigee.election.Preference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command line of {@code bin/bench election}.
 */
@Command(name = "election", mixinStandardHelpOptions = true, sortOptions = false,
		description = { "Simulates elections of users in random cities, in virtual time: how often is each strategy "
				+ "wrong, and what does it take?", "" })
public final class ElectionCommand implements Callable<Integer> {

	@Spec
	private CommandSpec spec = CommandSpec.create();

	@Option(names = "--matrix", paramLabel = "FILE.csv", description = "paths between cities, with the header "
			+ PathMatrix.HEADER + " (default: a synthetic world, of which nothing was measured)")
	private @Nullable Path matrix;

	@Option(names = "--regions", paramLabel = "A,B,C", split = ",",
			description = "cities of the matrix (default: those of 24 well-known ones that it has)")
	private List<String> regions = List.of();

	@Option(names = "--last-mile", paramLabel = "KIND", defaultValue = "cellular", converter = LastMileConverter.class,
			description = "wired, wifi or cellular (default: ${DEFAULT-VALUE})")
	private LastMile lastMile = LastMile.CELLULAR;

	@Option(names = "--shared-jitter", paramLabel = "0..1", defaultValue = "0",
			description = "the part of the last mile's noise that the probes of a round have in common "
					+ "(default: ${DEFAULT-VALUE})")
	private double sharedJitter;

	@Option(names = "--places", paramLabel = "N",
			description = "let the best N regions of a first round take part, as a client does that has more candidates "
					+ "than election.max-concurrent-candidates: by its default 4 regions (default: all take part)")
	private int places = Integer.MAX_VALUE;

	@Option(names = "--trials", paramLabel = "N", defaultValue = "2000",
			description = "elections for each strategy (default: ${DEFAULT-VALUE})")
	private int trials;

	@Option(names = "--seed", paramLabel = "S", defaultValue = "1",
			description = "the same seed gives the same elections (default: ${DEFAULT-VALUE})")
	private long seed;

	@Option(names = "--json", description = "print one JSON object on standard output")
	private boolean json;

	@Override
	public Integer call() {
		require(this.sharedJitter >= 0 && this.sharedJitter <= 1,
				"--shared-jitter: 0 to 1 expected, was " + this.sharedJitter);
		require(this.places > 0, "--places: at least 1 expected, was " + this.places);
		require(this.trials > 0, "--trials: at least 1 expected, was " + this.trials);
		PathMatrix world = world();
		Simulation simulation = new Simulation(world, candidates(world),
				new VirtualElection.Link(this.lastMile, this.sharedJitter), this.places, this.trials, this.seed);
		SimulationReport report = SimulationReport.of(simulation,
				List.of(ElectionStrategy.adaptive(ErrorBound.DEFAULT, Preference.DEFAULT, LoadPenalty.DEFAULT),
						ElectionStrategy.classic(Preference.DEFAULT, LoadPenalty.DEFAULT), SampleRule.MINIMUM_OF_3,
						SampleRule.MEDIAN_OF_7, SampleRule.MEAN_OF_10));
		PrintWriter out = this.spec.commandLine().getOut();
		if (this.json) {
			out.println(JsonMapper.shared().writeValueAsString(report));
		}
		else {
			report.lines().forEach(out::println);
		}
		out.flush();
		return 0;
	}

	private PathMatrix world() {
		if (this.matrix == null) {
			return SyntheticWorld.create(this.seed);
		}
		try {
			return PathMatrix.read(this.matrix);
		}
		catch (IOException ex) {
			throw new ParameterException(this.spec.commandLine(), "--matrix: can't read " + ex.getMessage(), ex);
		}
		catch (IllegalArgumentException ex) {
			throw new ParameterException(this.spec.commandLine(), "--matrix: " + ex.getMessage(), ex);
		}
	}

	private List<String> candidates(PathMatrix world) {
		for (String region : this.regions) {
			require(world.cities().contains(region), "--regions: the matrix has no city '" + region + "'");
		}
		List<String> chosen = this.regions.isEmpty()
				? SyntheticWorld.REGIONS.stream().filter(world.cities()::contains).toList() : this.regions;
		require(!chosen.isEmpty(), "--regions: name some, the matrix has none of " + SyntheticWorld.REGIONS);
		require(!world.usersOf(chosen).isEmpty(), "--regions: no city of the matrix has a path to all of " + chosen);
		return chosen;
	}

	private void require(boolean condition, String message) {
		if (!condition) {
			throw new ParameterException(this.spec.commandLine(), message);
		}
	}

	/** Names in lower case. */
	static final class LastMileConverter implements ITypeConverter<LastMile> {

		@Override
		public LastMile convert(String value) {
			return Arrays.stream(LastMile.values())
				.filter((one) -> one.name().toLowerCase(Locale.ROOT).equals(value))
				.findFirst()
				.orElseThrow(() -> new TypeConversionException(
						"one of %s expected, was '%s'".formatted(Arrays.stream(LastMile.values())
							.map((one) -> one.name().toLowerCase(Locale.ROOT))
							.collect(Collectors.joining(", ")), value)));
		}

	}

}
