package dev.perigee.lab.traffic;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MessageLedgerTests {

	private long nowMillis = 1000;

	private final MessageLedger ledger = new MessageLedger(() -> Duration.ofMillis(this.nowMillis).toNanos());

	@BeforeEach
	void aliceAndBobJoin() {
		this.ledger.join("alice");
		this.ledger.join("bob");
	}

	@Test
	void expectsEachMessageOnceAtEachOtherParticipant() {
		this.ledger.join("carol");
		this.ledger.arrived("bob", "alice", this.ledger.publish("alice"));
		this.ledger.arrived("carol", "alice", 1);
		assertThat(this.ledger.totals()).isEqualTo(new MessageLedger.Totals(2, 2, 0, 0, 0));
	}

	@Test
	void countsWhatDidNotArriveAsLost() {
		this.ledger.publish("alice");
		this.ledger.arrived("bob", "alice", this.ledger.publish("alice"));
		assertThat(this.ledger.totals()).isEqualTo(new MessageLedger.Totals(2, 1, 1, 0, 0));
	}

	@Test
	void countsASecondArrivalAsRepeatedOnly() {
		this.ledger.publish("alice");
		this.ledger.publish("alice");
		this.ledger.arrived("bob", "alice", 1);
		this.ledger.arrived("bob", "alice", 2);
		this.ledger.arrived("bob", "alice", 1);
		assertThat(this.ledger.totals()).isEqualTo(new MessageLedger.Totals(2, 2, 0, 1, 0));
	}

	@Test
	void countsALateArrivalAsOutOfOrder() {
		this.ledger.publish("alice");
		this.ledger.publish("alice");
		this.ledger.arrived("bob", "alice", 2);
		this.ledger.arrived("bob", "alice", 1);
		assertThat(this.ledger.totals()).isEqualTo(new MessageLedger.Totals(2, 2, 0, 0, 1));
	}

	@Test
	void describesEveryPairThatIsNotAsItShouldBe() {
		this.ledger.publish("alice");
		this.ledger.publish("alice");
		this.ledger.arrived("alice", "bob", this.ledger.publish("bob"));
		this.ledger.arrived("bob", "alice", this.ledger.publish("alice"));
		assertThat(this.ledger.flaws())
			.containsExactly("bob misses 2 of 1 to 3 of alice, the first 1 and the last 2; 0 repeated, 0 out of order");
	}

	@Test
	void addsUpWhatParticipantsWereToldToDoWithout() {
		this.ledger.missed(3);
		this.ledger.missed(1);
		assertThat(this.ledger.gaps()).isEqualTo(4);
	}

	@Test
	void haveArrivedAsksForEveryMessageUpToTheNumbers() {
		this.ledger.publish("alice");
		Map<String, Integer> first = this.ledger.published();
		this.ledger.publish("alice");
		assertThat(first).containsOnly(Map.entry("alice", 1), Map.entry("bob", 0));
		this.ledger.arrived("bob", "alice", 2);
		assertThat(this.ledger.haveArrived(first)).isFalse();
		this.ledger.arrived("bob", "alice", 1);
		assertThat(this.ledger.haveArrived(first)).isTrue();
		assertThat(this.ledger.haveArrived(this.ledger.published())).isTrue();
	}

	@Test
	void whatIsStillUnderWayNeedNotBeCounted() {
		this.ledger.join("alice");
		this.ledger.join("bob");
		this.ledger.publish("alice");
		Map<String, Integer> first = this.ledger.published();
		this.ledger.publish("alice");
		this.ledger.publish("alice");
		this.ledger.arrived("bob", "alice", 1);
		this.ledger.arrived("bob", "alice", 3);
		assertThat(this.ledger.totals(first)).isEqualTo(new MessageLedger.Totals(1, 1, 0, 0, 0));
		assertThat(this.ledger.totals()).isEqualTo(new MessageLedger.Totals(3, 2, 1, 0, 0));
	}

	@Test
	void theLongestSilenceIsThatOfThePairThatWasSilentLongest() {
		assertThat(this.ledger.longestSilence()).isZero();
		this.ledger.arrived("bob", "alice", 1);
		this.ledger.arrived("alice", "bob", 1);
		this.nowMillis += 300;
		this.ledger.arrived("bob", "alice", 2);
		this.nowMillis += 100;
		this.ledger.arrived("alice", "bob", 2);
		this.ledger.arrived("bob", "alice", 3);
		assertThat(this.ledger.longestSilence()).hasMillis(400);
	}

	@Test
	void aRepeatedMessageEndsNoSilence() {
		this.ledger.arrived("bob", "alice", 1);
		this.nowMillis += 50;
		this.ledger.arrived("bob", "alice", 1);
		this.nowMillis += 50;
		assertThat(this.ledger.longestSilence()).hasMillis(100);
	}

	@Test
	void watchingAnewKeepsTheSilenceThatLasts() {
		this.ledger.arrived("bob", "alice", 1);
		this.nowMillis += 500;
		this.ledger.arrived("bob", "alice", 2);
		this.nowMillis += 20;
		this.ledger.watchForSilence();
		this.nowMillis += 20;
		this.ledger.arrived("bob", "alice", 3);
		assertThat(this.ledger.longestSilence()).hasMillis(40);
	}

}
