package dev.perigee.gateway.room;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.SessionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayTests {

	private static final SessionId SENDER = new SessionId(42);

	/** Digits are messages that come, brackets are gaps. */
	@ParameterizedTest
	@CsvSource({ "0, 3, 123, '1 2 3'", "1, 3, 123, '2 3'", "0, 5, 23, '[1-1] 2 3 [4-5]'", "0, 5, '', '[1-5]'",
			"0, 5, 135, '1 [2-2] 3 [4-4] 5'", "3, 3, 123, ''", "5, 3, 123, ''", "0, 0, '', ''" })
	void sendsWhatIsFoundAndSaysWhatIsNot(long has, long last, String kept, String expected) {
		Replay replay = new Replay("room", 1000);
		TreeMap<Long, EncodedFrame> frames = new TreeMap<>();
		kept.chars()
			.mapToLong((digit) -> digit - '0')
			.filter((sequence) -> sequence > has)
			.forEach((sequence) -> frames.put(sequence, message(sequence)));
		replay.want(new Position(SENDER, has), last, frames, true);
		assertThat(describe(replay)).isEqualTo(expected);
	}

	@Test
	void isCompletedByOtherRings() {
		Replay replay = new Replay("room", 1000);
		Position position = new Position(SENDER, 1);
		replay.want(position, 4, new TreeMap<>(Map.of(3L, message(3))), true);
		assertThat(replay.incomplete()).containsExactly(position);
		LongStream.rangeClosed(1, 4).forEach((sequence) -> replay.add(SENDER.value(), sequence, message(sequence)));
		replay.add(7, 2, message(2));
		assertThat(replay.incomplete()).isEmpty();
		assertThat(describe(replay)).isEqualTo("2 3 4");
	}

	@Test
	void survivesTheLastSequence() {
		Replay replay = new Replay("room", 1000);
		replay.want(new Position(SENDER, Long.MAX_VALUE), 3, new TreeMap<>(), true);
		replay.want(new Position(SENDER, Long.MAX_VALUE - 1), Long.MAX_VALUE,
				new TreeMap<>(Map.of(Long.MAX_VALUE, message(Long.MAX_VALUE))), true);
		assertThat(describe(replay)).isEqualTo(String.valueOf(Long.MAX_VALUE));
	}

	@Test
	void servesEachSenderOnceFromTheLowestPosition() {
		List<Position> after = List.of(new Position(SENDER, 5), new Position(new SessionId(7), 1),
				new Position(SENDER, 2), new Position(SENDER, 9));
		assertThat(Replay.distinct(after)).containsExactly(new Position(SENDER, 2), new Position(new SessionId(7), 1));
	}

	@Test
	void servesALimitedNumberOfSenders() {
		List<Position> after = LongStream.rangeClosed(1, 5000)
			.mapToObj((sender) -> new Position(new SessionId(sender), 0))
			.toList();
		assertThat(Replay.distinct(after)).hasSize(Replay.MAX_SENDERS).isSubsetOf(after);
	}

	@Test
	void endsWithTheBudgetAndCallsTheRestNoGap() {
		Replay replay = new Replay("room", 3L * message(1).size());
		replay.want(new Position(SENDER, 0), 6, messages(1, 2, 3, 4), true);
		replay.want(new Position(new SessionId(7), 0), 1, messages(1), true);
		assertThat(replay.incomplete()).isEmpty();
		replay.add(SENDER.value(), 5, message(5));
		assertThat(describe(replay)).isEqualTo("1 2 3");
	}

	@Test
	void doubtsWhatIsMissingOfASenderWhoseNodeWasNotAsked() {
		Replay replay = new Replay("room", 1000);
		replay.want(new Position(SENDER, 0), 2, messages(2), false);
		assertThat(replay.isDoubtful()).isTrue();
		replay.add(SENDER.value(), 1, message(1));
		assertThat(replay.isDoubtful()).isFalse();
	}

	@Test
	void gapsCountAgainstTheBudget() {
		Replay replay = new Replay("room", 10 + 2L * message(1).size());
		replay.want(new Position(SENDER, 0), 4, messages(1, 3), true);
		assertThat(describe(replay)).isEqualTo("1");
	}

	private static TreeMap<Long, EncodedFrame> messages(long... sequences) {
		TreeMap<Long, EncodedFrame> messages = new TreeMap<>();
		LongStream.of(sequences).forEach((sequence) -> messages.put(sequence, message(sequence)));
		return messages;
	}

	private static EncodedFrame message(long sequence) {
		return EncodedFrame.of(Frames.message(SENDER.value(), sequence, "m"));
	}

	private static String describe(Replay replay) {
		return Frames.describe(replay.result());
	}

}
