package dev.perigee.election.delivery;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import dev.perigee.election.delivery.Inbox.Missing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class InboxTests {

	private static final long ANN = 7;

	private static final long BOB = 8;

	private final Inbox<String> inbox = new Inbox<>(new Inbox.Limits(100, 1_000, 10, 2, 60_000), String::length);

	private final List<String> delivered = new ArrayList<>();

	private final List<Missing> lost = new ArrayList<>();

	@Test
	void handsOnInOrderAndDropsRepetitions() {
		arrive(ANN, 1, 2, 2, 1, 3);
		assertThat(this.delivered).containsExactly("1", "2", "3");
		assertThat(this.inbox.hasSeen(ANN, 3)).isTrue();
		assertThat(this.inbox.hasSeen(ANN, 4)).isFalse();
	}

	@Test
	void holdsBackBehindAGapAndAsksForIt() {
		arrive(ANN, 1, 4, 3);
		assertThat(this.delivered).containsExactly("1");
		assertThat(this.inbox.replayDue(0)).containsOnly(Map.entry(ANN, 1L));
		arrive(ANN, 2);
		assertThat(this.delivered).containsExactly("1", "2", "3", "4");
		assertThat(this.inbox.replayDue(5_000)).isEmpty();
	}

	@Test
	void oneSendersGapHoldsUpNobodyElse() {
		arrive(ANN, 1, 3);
		arrive(BOB, 1, 2);
		assertThat(this.delivered).containsExactly("1", "1", "2");
	}

	@Test
	void asksAtOnceOverANewConnection() {
		arrive(ANN, 1, 3);
		assertThat(this.inbox.replayDue(0)).isNotEmpty();
		this.inbox.resume(Map.of());
		assertThat(this.inbox.replayDue(1)).containsOnly(Map.entry(ANN, 1L));
		assertThat(this.inbox.replayDue(2)).isEmpty();
	}

	@Test
	void asksAgainOnlyAfterAWhile() {
		arrive(ANN, 1, 3);
		assertThat(this.inbox.replayDue(0)).isNotEmpty();
		assertThat(this.inbox.replayDue(999)).isEmpty();
		assertThat(this.inbox.replayDue(1_000)).containsOnly(Map.entry(ANN, 1L));
	}

	@Test
	void asksForTheNextPartWhenOneIsOver() {
		arrive(ANN, 1, 9);
		assertThat(this.inbox.replayDue(0)).containsOnly(Map.entry(ANN, 1L));
		arrive(ANN, 2, 3);
		assertThat(this.inbox.replayDue(50)).isEmpty();
		arrive(ANN, 4);
		assertThat(this.inbox.replayDue(55)).isEmpty();
		assertThat(this.inbox.replayDue(64)).isEmpty();
		assertThat(this.inbox.replayDue(65)).containsOnly(Map.entry(ANN, 4L));
		assertThat(this.inbox.replayDue(1_064)).isEmpty();
		assertThat(this.inbox.replayDue(1_065)).containsOnly(Map.entry(ANN, 4L));
	}

	@Test
	void asksAtOnceForANewGap() {
		arrive(ANN, 1, 3);
		assertThat(this.inbox.replayDue(0)).isNotEmpty();
		arrive(ANN, 2, 5);
		assertThat(this.inbox.replayDue(1)).containsOnly(Map.entry(ANN, 3L));
	}

	@Test
	void beginsWhereASenderWasWhenWeJoined() {
		this.inbox.begin(Map.of(ANN, 41L), true);
		arrive(ANN, 41, 42);
		assertThat(this.delivered).containsExactly("42");
	}

	@Test
	void beginsAtTheFirstMessageOfASenderWhenNotAllWereNamed() {
		this.inbox.begin(Map.of(), false);
		arrive(ANN, 58, 59);
		assertThat(this.delivered).containsExactly("58", "59");
		assertThat(this.inbox.replayDue(0)).isEmpty();
	}

	@Test
	void missesTheFirstMessagesOfASenderThatHadSentNothing() {
		this.inbox.begin(Map.of(BOB, 2L), true);
		arrive(ANN, 3);
		assertThat(this.delivered).isEmpty();
		assertThat(this.inbox.replayDue(0)).containsOnly(Map.entry(ANN, 0L));
		arrive(ANN, 2);
		gap(ANN, 1, 1);
		assertThat(this.delivered).containsExactly("2", "3");
		assertThat(this.lost).containsExactly(new Missing(ANN, 1, 1));
	}

	@Test
	void beginsWhereASenderWasWhoComesBackIntoTheRoom() {
		this.inbox.begin(Map.of(), true);
		this.inbox.begin(ANN, 41);
		arrive(ANN, 42);
		this.inbox.begin(ANN, 57);
		arrive(ANN, 43);
		assertThat(this.delivered).containsExactly("42", "43");
	}

	@Test
	void asksAfterAMoveForWhatWasSentInBetween() {
		arrive(ANN, 1, 2);
		this.inbox.resume(Map.of(ANN, 5L));
		assertThat(this.inbox.replayDue(0)).containsOnly(Map.entry(ANN, 2L));
		arrive(ANN, 6, 3, 4, 5);
		assertThat(this.delivered).containsExactly("1", "2", "3", "4", "5", "6");
	}

	@Test
	void asksForNothingAfterAMoveThatMissedNothing() {
		arrive(ANN, 1, 2);
		this.inbox.resume(Map.of(ANN, 2L));
		assertThat(this.inbox.replayDue(0)).isEmpty();
	}

	@Test
	void asksForASenderThatSpokeForTheFirstTimeDuringAMove() {
		this.inbox.begin(Map.of(), false);
		this.inbox.resume(Map.of(ANN, 12L));
		assertThat(this.inbox.replayDue(0)).containsOnly(Map.entry(ANN, 0L));
		arrive(ANN, 13);
		assertThat(this.delivered).isEmpty();
		arrive(ANN, 11, 12);
		assertThat(this.delivered).containsExactly("11", "12", "13");
		assertThat(this.lost).isEmpty();
	}

	@Test
	void reportsAGapThatCanNotBeClosedAndGoesOnBehindIt() {
		arrive(ANN, 1, 4);
		gap(ANN, 2, 3);
		assertThat(this.delivered).containsExactly("1", "4");
		assertThat(this.lost).containsExactly(new Missing(ANN, 2, 3));
	}

	@Test
	void losesOnlyTheHolesOfAGap() {
		arrive(ANN, 1, 3, 6);
		gap(ANN, 2, 5);
		assertThat(this.delivered).containsExactly("1", "3", "6");
		assertThat(this.lost).containsExactly(new Missing(ANN, 2, 2), new Missing(ANN, 4, 5));
	}

	@Test
	void aGapInWhatWeHaveIsNoLoss() {
		arrive(ANN, 1, 2, 3);
		gap(ANN, 1, 2);
		assertThat(this.lost).isEmpty();
		assertThat(this.delivered).hasSize(3);
	}

	@Test
	void aGapBeforeOurBeginningIsNoLoss() {
		this.inbox.resume(Map.of(ANN, 12L));
		gap(ANN, 1, 10);
		arrive(ANN, 11, 12);
		assertThat(this.lost).isEmpty();
		assertThat(this.delivered).containsExactly("11", "12");
	}

	@Test
	void givesUpAGapThatIsNeverAnswered() {
		arrive(ANN, 1, 3);
		for (int second = 0; second < 3; second++) {
			assertThat(this.inbox.replayDue(second * 1_000L)).isNotEmpty();
		}
		take(this.inbox.abandonUnanswered());
		assertThat(this.lost).containsExactly(new Missing(ANN, 2, 2));
		assertThat(this.delivered).containsExactly("1", "3");
	}

	@Test
	void doesNotGrowWithoutBoundBehindAGap() {
		arrive(ANN, 1);
		take(this.inbox.reliable(ANN, 3, "x".repeat(60)));
		assertThat(this.lost).isEmpty();
		take(this.inbox.reliable(ANN, 5, "y".repeat(60)));
		assertThat(this.lost).containsExactly(new Missing(ANN, 2, 2));
		take(this.inbox.reliable(ANN, 4, "z"));
		assertThat(this.delivered).hasSize(4);
	}

	@Test
	void newestUnreliableMessageWins() {
		assertThat(this.inbox.unreliable(ANN, 1)).isTrue();
		assertThat(this.inbox.unreliable(ANN, 3)).isTrue();
		assertThat(this.inbox.unreliable(ANN, 2)).isFalse();
		assertThat(this.inbox.unreliable(ANN, 3)).isFalse();
		assertThat(this.inbox.unreliable(BOB, 1)).isTrue();
	}

	@Test
	void remembersASenderThatLeftForAWhile() {
		arrive(ANN, 1, 2);
		this.inbox.presence(ANN, false, 0);
		this.inbox.replayDue(60_000);
		arrive(ANN, 2);
		assertThat(this.delivered).containsExactly("1", "2");
		this.inbox.replayDue(60_001);
		assertThat(this.inbox.hasSeen(ANN, 2)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void restoresTheOrderOfAnyShuffleWithRepetitions(long seed) {
		this.inbox.begin(Map.of(ANN, 0L), true);
		List<Integer> sequences = new ArrayList<>(IntStream.rangeClosed(1, 40).boxed().toList());
		sequences.addAll(sequences);
		Collections.shuffle(sequences, new Random(seed));
		sequences.forEach((sequence) -> arrive(ANN, sequence));
		assertThat(this.delivered)
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 40).mapToObj(String::valueOf).toList());
		assertThat(this.lost).isEmpty();
	}

	private void arrive(long sender, long... sequences) {
		for (long sequence : sequences) {
			take(this.inbox.reliable(sender, sequence, String.valueOf(sequence)));
		}
	}

	private void gap(long sender, long from, long to) {
		take(this.inbox.gap(new Missing(sender, from, to)));
	}

	private void take(Inbox.Released<String> released) {
		this.delivered.addAll(released.messages());
		this.lost.addAll(released.lost());
	}

}
