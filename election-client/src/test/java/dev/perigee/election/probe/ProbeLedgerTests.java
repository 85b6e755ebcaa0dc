package dev.perigee.election.probe;

import java.util.OptionalLong;
import java.util.Set;

import dev.perigee.protocol.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProbeLedgerTests {

	private static final long SECOND = 1_000_000_000;

	private final ProbeLedger ledger = new ProbeLedger();

	@ParameterizedTest
	@CsvSource({ "0, 0", "20000000, 20000000", "10000000000, 10000000000", "10000000001,", "-1," })
	void keepsRoundTripsFromZeroToTenSeconds(long elapsedNanos, Long expected) {
		Frame.Probe probe = this.ledger.next(5 * SECOND);
		OptionalLong sample = this.ledger.onEcho(echo(probe, 0), 5 * SECOND + elapsedNanos);
		assertThat(sample).isEqualTo((expected != null) ? OptionalLong.of(expected) : OptionalLong.empty());
	}

	@Test
	void subtractsTheTimeThatTheGatewayHeldTheProbe() {
		Frame.Probe probe = this.ledger.next(0);
		assertThat(this.ledger.onEcho(echo(probe, 3_000_000), 20_000_000)).hasValue(17_000_000);
	}

	@Test
	void readsTheHoldTimeAsUnsigned() {
		Frame.Probe probe = this.ledger.next(0);
		assertThat(this.ledger.onEcho(echo(probe, 0xffff_ffff), 5 * SECOND)).hasValue(5 * SECOND - 0xffff_ffffL);
	}

	@Test
	void ignoresAHoldTimeLongerThanTheRoundTrip() {
		Frame.Probe probe = this.ledger.next(0);
		assertThat(this.ledger.onEcho(echo(probe, 30_000_000), 20_000_000)).isEmpty();
	}

	@Test
	void ignoresUnknownProbe() {
		this.ledger.next(0);
		assertThat(this.ledger.onEcho(echo(new Frame.Probe(77, 0), 0), 1)).isEmpty();
	}

	@Test
	void ignoresDuplicateEcho() {
		Frame.Probe probe = this.ledger.next(0);
		assertThat(this.ledger.onEcho(echo(probe, 0), 10)).hasValue(10);
		assertThat(this.ledger.onEcho(echo(probe, 0), 12)).isEmpty();
	}

	@Test
	void doesNotBelieveTheClockInTheEcho() {
		Frame.Probe probe = this.ledger.next(100);
		Frame.Probe forged = new Frame.Probe(probe.sequence(), 109);
		assertThat(this.ledger.onEcho(echo(forged, 0), 110)).hasValue(10);
	}

	@Test
	void takesEchoesInAnyOrder() {
		Frame.Probe first = this.ledger.next(0);
		Frame.Probe second = this.ledger.next(10);
		assertThat(this.ledger.onEcho(echo(second, 0), 20)).hasValue(10);
		assertThat(this.ledger.onEcho(echo(first, 0), 25)).hasValue(25);
	}

	@Test
	void nothingIsUnansweredOnceThePathHasShownThatItWorks() {
		Frame.Probe probe = this.ledger.next(0);
		this.ledger.provenAlive();
		this.ledger.next(60);
		this.ledger.next(70);
		assertThat(this.ledger.unansweredNanos(1)).isEqualTo(60);
		assertThat(this.ledger.unansweredNanos(2)).isEqualTo(70);
		assertThat(this.ledger.unansweredNanos(3)).isEqualTo(Silence.NEVER);
		assertThat(this.ledger.onEcho(echo(probe, 0), 100)).hasValue(100);
	}

	@Test
	void aProbeIsMissedOnceWhenALaterOneWasAnswered() {
		this.ledger.next(0);
		Frame.Probe second = this.ledger.next(10);
		this.ledger.next(20);
		assertThat(this.ledger.takeMissed(100, 50)).isZero();
		this.ledger.onEcho(echo(second, 0), 40);
		assertThat(this.ledger.takeMissed(40, 50)).isZero();
		assertThat(this.ledger.takeMissed(100, 50)).isEqualTo(1);
		assertThat(this.ledger.takeMissed(200, 50)).isZero();
	}

	@Test
	void forgetsWhatCanNotBeAnsweredAnyMore() {
		this.ledger.next(0);
		this.ledger.next(11 * SECOND);
		assertThat(this.ledger.unansweredNanos(1)).isEqualTo(11 * SECOND);
	}

	private static Frame.Echo echo(Frame.Probe probe, int holdNanos) {
		return new Frame.Echo(probe.sequence(), probe.clientNanos(), Set.of(), 0, holdNanos);
	}

}
