package dev.perigee.lab.demo;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MessageLedgerTests {

	private final MessageLedger ledger = new MessageLedger();

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

}
