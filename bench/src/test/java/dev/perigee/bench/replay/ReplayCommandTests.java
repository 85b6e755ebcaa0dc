package dev.perigee.bench.replay;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.perigee.election.Candidate;
import dev.perigee.election.ElectionRecord;
import dev.perigee.election.Snapshot;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayCommandTests {

	private static final Candidate NEAR = candidate("near");

	private static final Candidate FAR = candidate("far");

	private final JsonMapper mapper = JsonMapper.builder().build();

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@TempDir
	Path directory;

	@Test
	void replayedRecordAgrees() throws IOException {
		assertThat(replay(this.mapper.writeValueAsString(record(20)))).isZero();
		assertThat(this.out.toString()).contains("near/websocket", "20.000 ms", "58.000 ms", "The verdicts agree.");
	}

	@Test
	void answerOfTheEndpointIsReplayedAsWell() throws IOException {
		assertThat(replay(this.mapper.writeValueAsString(Map.of("state", "CONNECTED", "lastElection", record(20)))))
			.isZero();
	}

	@Test
	void verdictThatTheSamplesDoNotBearOutDiffers() throws IOException {
		assertThat(replay(this.mapper.writeValueAsString(record(25)))).isEqualTo(2);
		assertThat(this.out.toString()).contains("differ");
	}

	@Test
	void fileWithoutARecordIsNamed() throws IOException {
		assertThat(replay("{}")).isEqualTo(1);
		assertThat(replay("no JSON")).isEqualTo(1);
		assertThat(this.err.toString()).contains("record.json holds no record", "record.json can't be read");
	}

	private int replay(String json) throws IOException {
		Path file = Files.writeString(this.directory.resolve("record.json"), json);
		return new CommandLine(new ReplayCommand()).setOut(new PrintWriter(this.out))
			.setExecutionExceptionHandler((ex, command, parsed) -> {
				this.err.append(ex.getMessage()).append('\n');
				return 1;
			})
			.execute(file.toString());
	}

	/** Two candidates with one sample each, and a score for the near one. */
	private static ElectionRecord record(long nearScoreMillis) {
		Duration period = Duration.ofSeconds(3);
		Duration near = Duration.ofMillis(nearScoreMillis);
		Duration far = Duration.ofMillis(58);
		Snapshot snapshot = new Snapshot(period, period, Duration.ofMillis(200),
				List.of(entrant(NEAR, Duration.ofMillis(20)), entrant(FAR, far)));
		return new ElectionRecord(Instant.EPOCH, "classic",
				Map.of("preference.share", "0.1", "preference.allowance", "PT0.005S", "load-penalty", "PT0.01S"),
				snapshot,
				List.of(new ElectionRecord.Entry(NEAR, 1, near, Duration.ZERO, null),
						new ElectionRecord.Entry(FAR, 2, far, far.minus(near), null)),
				NEAR, far.minus(near), null, new ElectionRecord.Cost(2, 2, 68, period));
	}

	private static Snapshot.Entrant entrant(Candidate candidate, Duration rtt) {
		return new Snapshot.Entrant(candidate, List.of(new Snapshot.Sample(0, Duration.ZERO, rtt)), Set.of(), 0, null);
	}

	private static Candidate candidate(String region) {
		return new Candidate(region, Transport.WEBSOCKET, URI.create("wss://" + region + "/rt"));
	}

}
