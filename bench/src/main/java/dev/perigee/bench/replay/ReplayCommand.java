package dev.perigee.bench.replay;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import dev.perigee.election.ElectionRecord;
import dev.perigee.election.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command line of {@code bin/bench replay}.
 */
@Command(name = "replay", mixinStandardHelpOptions = true,
		description = { "Judges a recorded election again, by the rule and with the samples of the record, and says "
				+ "whether the verdicts agree (exit code 0) or differ (2).", "" })
public final class ReplayCommand implements Callable<Integer> {

	private static final int DIFFER = 2;

	private final JsonMapper mapper = JsonMapper.builder().build();

	@Spec
	private CommandSpec spec = CommandSpec.create();

	@Parameters(paramLabel = "FILE.json", description = "a record, or what /actuator/election answers")
	private Path file = Path.of("");

	@Override
	public Integer call() throws IOException {
		ElectionRecord record = read();
		Verdict replayed = record.replay();
		boolean agree = replayed.equals(record.verdict());
		PrintWriter out = this.spec.commandLine().getOut();
		out.println(record.time() + "  " + record.summary());
		print("recorded", record.verdict(), out);
		print("replayed", replayed, out);
		out.println(agree ? "The verdicts agree." : "The verdicts differ: the rule has changed since.");
		return agree ? 0 : DIFFER;
	}

	private ElectionRecord read() throws IOException {
		try {
			JsonNode json = this.mapper.readTree(Files.readString(this.file));
			JsonNode record = json.has("lastElection") ? json.get("lastElection") : json;
			if (!record.has("snapshot")) {
				throw new IOException(this.file + " holds no record of an election");
			}
			return this.mapper.treeToValue(record, ElectionRecord.class);
		}
		catch (JacksonException ex) {
			throw new IOException(this.file + " can't be read as a record: " + ex.getOriginalMessage(), ex);
		}
	}

	private static void print(String title, Verdict verdict, PrintWriter out) {
		out.println(title);
		if (!(verdict instanceof Verdict.Decided decided)) {
			out.println("   undecided");
			return;
		}
		int rank = 0;
		for (Verdict.Score score : decided.ranking()) {
			out.printf("%4d  %-32s %10.3f ms%n", ++rank, score.candidate(), score.score().toNanos() / 1e6);
		}
		decided.exclusions()
			.forEach((exclusion) -> out.printf("   -  %-32s %s%n", exclusion.candidate(), exclusion.reason()));
		if (decided.error() != null) {
			out.println("      " + decided.error());
		}
	}

}
