package dev.perigee.election;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import dev.perigee.protocol.EchoFlag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A record travels as JSON and is judged again.
 */
class ElectionRecordTests {

	private final JsonMapper mapper = JsonMapper.builder().build();

	@ParameterizedTest
	@ValueSource(strings = { "classic", "adaptive" })
	void recordReadFromJsonReplaysToTheSameVerdict(String rule) {
		ElectionRecord record = held(rule);
		String json = this.mapper.writeValueAsString(record);
		ElectionRecord read = this.mapper.readValue(json, ElectionRecord.class);
		assertThat(read).isEqualTo(record);
		assertThat(read.replay()).isEqualTo(record.verdict());
		assertThat(read.verdict().ranking()).extracting(Verdict.Score::candidate).startsWith(record.winner());
		assertThat(json).doesNotContain("token");
	}

	@Test
	void ruleOfSomebodyElseIsNamedWhenItCantBeReplayed() {
		assertThatIllegalArgumentException().isThrownBy(() -> ElectionStrategy.of("coin", Map.of()))
			.withMessageContaining("coin");
		assertThatIllegalArgumentException().isThrownBy(() -> ElectionStrategy.of("classic", Map.of()))
			.withMessageContaining("preference.share");
	}

	@Test
	void everyLoserHasItsCounterfactualOrItsExclusion() {
		ElectionRecord record = held("classic");
		assertThat(record.summary()).contains("near/websocket with", "far/webtransport would be +38.0 ms",
				"draining/websocket excluded (its gateway drains)", "silent/websocket excluded (no echo");
	}

	/** An election with a winner, a loser, a gateway that drains and one that is mute. */
	private static ElectionRecord held(String rule) {
		World world = new World();
		world.gateway("near/websocket", 20);
		world.gateway("far/webtransport", 58);
		world.gateway("draining/websocket", 30).flags = Set.of(EchoFlag.DRAINING);
		world.gateway("silent/websocket", 10).blackHole = true;
		ElectionClient client = world.client()
			.strategy(ElectionStrategy.of(rule,
					Map.of("adaptive.epsilon", "PT0.005S", "adaptive.alpha", "0.01", "preference.share", "0.1",
							"preference.allowance", "PT0.005S", "load-penalty", "PT0.01S")))
			.build();
		client.start().subscribe();
		world.passes(Duration.ofSeconds(4));
		client.close().subscribe();
		world.passes(Duration.ofMinutes(1));
		return client.lastElection().orElseThrow();
	}

}
