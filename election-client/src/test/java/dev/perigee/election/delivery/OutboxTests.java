package dev.perigee.election.delivery;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OutboxTests {

	private static final byte[] TEN_BYTES = new byte[10];

	private final Outbox outbox = new Outbox(30, 5_000, 0);

	@Test
	void numbersMessagesFromOne() throws OutboxFullException {
		assertThat(append(0)).isEqualTo(1);
		assertThat(append(0)).isEqualTo(2);
	}

	@Test
	void tailHoldsAllThatIsNotAcknowledgedHoweverOld() throws OutboxFullException {
		append(0);
		append(1);
		assertThat(tail(1_000_000)).containsExactly(1L, 2L);
	}

	@Test
	void tailHoldsWhatWasAcknowledgedLatelyWithTheSameNumbers() throws OutboxFullException {
		append(0);
		append(3_000);
		append(4_000);
		this.outbox.acknowledge(2, 4_500);
		assertThat(tail(5_000)).containsExactly(3L, 1L, 2L);
		assertThat(tail(5_001)).containsExactly(3L, 2L);
		assertThat(tail(8_001)).containsExactly(3L);
	}

	@Test
	void tailLeavesOutWhatIsAcknowledgedAndReceivedElsewhere() throws OutboxFullException {
		append(0);
		append(0);
		append(0);
		this.outbox.acknowledge(2, 0);
		assertThat(this.outbox.tail(0, (sequence) -> sequence >= 2)).extracting(Outbox.Entry::sequence)
			.containsExactly(3L, 1L);
	}

	@Test
	void tailBeginsWithWhatPeersWaitForUnlessOlderOnesWouldCountAsRepetitions() throws OutboxFullException {
		Outbox busy = new Outbox(20_000, 5_000, 0);
		for (int i = 1; i <= 1_005; i++) {
			busy.append(TEN_BYTES, 0);
		}
		busy.acknowledge(1_003, 0);
		assertThat(busy.tail(0, (sequence) -> sequence > 7 && sequence < 1_003)).extracting(Outbox.Entry::sequence)
			.containsExactly(1L, 2L, 3L, 4L, 5L, 1_004L, 1_005L, 6L, 7L, 1_003L);
	}

	@Test
	void refusesMoreThanItsLimitUntilSomethingIsAcknowledged() throws OutboxFullException {
		append(0);
		append(0);
		append(0);
		assertThatThrownBy(() -> append(0)).isInstanceOf(OutboxFullException.class)
			.hasMessageContaining("30 bytes")
			.hasMessageContaining("election.outbox-size");
		this.outbox.acknowledge(1, 0);
		assertThat(append(0)).isEqualTo(4);
	}

	@Test
	void ignoresAnAcknowledgementOfWhatWasNeverSentAndAnOldOne() throws OutboxFullException {
		append(0);
		append(0);
		this.outbox.acknowledge(3, 0);
		assertThat(this.outbox.unacknowledged()).isEqualTo(2);
		this.outbox.acknowledge(2, 0);
		this.outbox.acknowledge(1, 0);
		assertThat(this.outbox.acknowledged()).isEqualTo(2);
		assertThat(this.outbox.unacknowledged()).isZero();
	}

	@Test
	void refusedMessageIsNeverSaidAgainAndMakesPlace() throws OutboxFullException {
		append(0);
		append(0);
		append(0);
		this.outbox.remove(2);
		this.outbox.remove(7);
		assertThat(tail(0)).containsExactly(1L, 3L);
		assertThat(append(0)).isEqualTo(4);
		this.outbox.acknowledge(4, 0);
		assertThat(this.outbox.unacknowledged()).isZero();
	}

	@Test
	void goesOnWhereAnEarlierOneOfTheSameSessionEnded() throws OutboxFullException {
		Outbox later = new Outbox(30, 5_000, 7);
		assertThat(later.lastSequence()).isEqualTo(7);
		assertThat(later.append(TEN_BYTES, 0)).isEqualTo(8);
		later.acknowledge(8, 0);
		assertThat(later.unacknowledged()).isZero();
	}

	@Test
	void aNewSessionBeginsAtOneWithWhatIsNotSafe() throws OutboxFullException {
		append(0);
		append(0);
		append(0);
		this.outbox.acknowledge(1, 0);
		this.outbox.restart();
		assertThat(tail(0)).containsExactly(1L, 2L);
		assertThat(append(0)).isEqualTo(3);
		assertThat(this.outbox.unacknowledged()).isEqualTo(3);
	}

	@Test
	void tailOfAcknowledgedMessagesIsBoundedInBytes() throws OutboxFullException {
		for (int i = 1; i <= 8; i++) {
			append(0);
			this.outbox.acknowledge(i, 0);
		}
		append(0);
		assertThat(tail(0)).containsExactly(9L, 6L, 7L, 8L);
	}

	@Test
	void whatIsTooLargeIsTakenOutAndItsSequenceStaysEmpty() throws OutboxFullException {
		append(0);
		this.outbox.append(new byte[11], 0);
		this.outbox.append(new byte[5], 0);
		assertThat(this.outbox.removeLargerThan(10)).extracting(Outbox.Entry::sequence).containsExactly(2L);
		assertThat(tail(0)).containsExactly(1L, 3L);
		assertThat(append(0)).isEqualTo(4);
		this.outbox.acknowledge(1, 0);
		assertThat(this.outbox.restart()).containsExactly(Map.entry(3L, 1L), Map.entry(4L, 2L));
	}

	private long append(long now) throws OutboxFullException {
		return this.outbox.append(TEN_BYTES, now);
	}

	private List<Long> tail(long now) {
		return this.outbox.tail(now, (sequence) -> false).stream().map(Outbox.Entry::sequence).toList();
	}

}
