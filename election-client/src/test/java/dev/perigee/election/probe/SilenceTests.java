package dev.perigee.election.probe;

import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SilenceTests {

	@ParameterizedTest
	@CsvSource({ "9, ALIVE, 10", "10, DOUBTFUL, 20", "19, DOUBTFUL, 20", "20, SUSPECT, 30", "30, GONE," })
	void verdictGetsWorseAsTheSilenceGoesOn(long now, Silence.Verdict verdict, Long next) {
		Silence silence = new Silence(10, 20, 30);
		assertThat(silence.judge(now)).isEqualTo(verdict);
		assertThat(silence.nextNanos(now)).isEqualTo((next != null) ? next : Silence.NEVER);
	}

	@ParameterizedTest
	@CsvSource({ "0, 4", "0.01, 4", "0.02, 5", "0.05, 7", "0.1, 8", "0.25, 14", "0.9, 14" })
	void asManyConfirmationsAsChanceDoesNotExplain(double loss, int confirmations) {
		assertThat(new LossRate(loss).confirmations()).isEqualTo(confirmations);
	}

	@Test
	void lossIsLearnt() {
		LossRate loss = LossRate.PRIOR;
		for (int i = 0; i < 5_000; i++) {
			loss = loss.with(i % 20 != 0);
		}
		assertThat(loss.value()).isCloseTo(0.05, within(0.005));
	}

	@Test
	void latenessIsAPeakThatFades() {
		Lateness lateness = Lateness.NONE.with(millis(200), 0).with(millis(50), 1).with(-5, 2);
		assertThat(lateness.nanos(0)).isEqualTo(millis(200));
		assertThat(lateness.nanos(millis(20_000))).isEqualTo(millis(100));
		assertThat(Lateness.NONE.with(millis(9_000), 0).nanos(0)).isEqualTo(Lateness.MAX_NANOS);
	}

	@ParameterizedTest
	@CsvSource({ "WEBTRANSPORT, 60, 60", "WEBSOCKET, 120, 370" })
	void aStreamIsGivenTheTimeToMendALoss(Transport transport, long timeout, long patience) {
		EchoWatch watch = EchoWatch.over(transport, RttEstimate.NONE.with(millis(20)), 0, LossRate.PRIOR);
		assertThat(watch.timeoutNanos()).isEqualTo(millis(timeout));
		assertThat(watch.patienceNanos()).isEqualTo(millis(patience));
	}

	@Test
	void whatHasJustComeLateIsWaitedFor() {
		EchoWatch watch = EchoWatch.over(Transport.WEBTRANSPORT, RttEstimate.NONE.with(millis(20)), millis(300),
				LossRate.PRIOR);
		assertThat(watch.timeoutNanos()).isEqualTo(millis(60));
		assertThat(watch.patienceNanos()).isEqualTo(millis(320));
	}

	@ParameterizedTest
	@CsvSource({ "29999999, false", "30000000, true" })
	void aLateTimerSaysThatTheProcessStoodStill(long lateNanos, boolean stalled) {
		assertThat(EchoWatch.isStalled(1000, 1000 + lateNanos)).isEqualTo(stalled);
	}

	@Test
	void aMessageThatWantsAnAcknowledgementIsAsGoodAsAProbe() {
		Pulse pulse = pulseOf20Millis();
		pulse.heard(millis(1_000));
		assertThat(pulse.sent(millis(1_010))).isTrue();
		assertThat(pulse.sent(millis(1_020))).isFalse();
		assertThat(pulse.silence(millis(1_030)).doubtfulNanos()).isEqualTo(millis(1_070));
		assertThat(pulse.silentSinceNanos()).isEqualTo(millis(1_010));
		pulse.heard(millis(1_040));
		assertThat(pulse.silentSinceNanos()).isEqualTo(Silence.NEVER);
	}

	@Test
	void denseFramesAreMissedAtOnceSparseOnesAreNot() {
		Pulse pulse = pulseOf20Millis();
		for (int i = 0; i <= 40; i++) {
			pulse.heard(millis(1_000 + 5 * i));
		}
		assertThat(pulse.silence(millis(1_200)).doubtfulNanos()).isBetween(millis(1_240), millis(1_245));
		for (int i = 0; i <= 40; i++) {
			pulse.heard(millis(2_000 + 400 * i));
		}
		assertThat(pulse.silence(millis(18_000)).doubtfulNanos()).isGreaterThan(millis(18_000 + 3_000));
	}

	@Test
	void answersToABurstAreNotMissedInTurn() {
		Pulse pulse = pulseOf20Millis();
		pulse.heard(millis(1_000));
		long normally = pulse.silence(millis(1_000)).doubtfulNanos() - millis(1_000);
		for (int i = 0; i < 10; i++) {
			pulse.echoed(echo(pulse.probe(millis(1_980 + 10 * i))), millis(2_000 + 10 * i));
		}
		assertThat(pulse.silence(millis(2_090)).doubtfulNanos()).isGreaterThanOrEqualTo(millis(2_090) + normally);
	}

	@Test
	void trafficThatHasEndedIsAskedForOnce() {
		Pulse pulse = pulseOf20Millis();
		for (int i = 0; i <= 40; i++) {
			pulse.heard(millis(1_000 + 5 * i));
		}
		pulse.doubted();
		assertThat(pulse.silentSinceNanos()).isBetween(millis(1_205), millis(1_206));
		Frame.Probe probe = pulse.probe(millis(1_240));
		pulse.echoed(echo(probe), millis(1_260));
		assertThat(pulse.silence(millis(1_260)).doubtfulNanos()).isGreaterThan(millis(3_000));
	}

	@Test
	void anyFrameEndsTheSilenceAndLossIsCountedAllTheSame() {
		Pulse pulse = pulseOf20Millis();
		pulse.probe(millis(1_000));
		assertThat(pulse.silence(millis(1_060)).judge(millis(1_060))).isEqualTo(Silence.Verdict.SUSPECT);
		pulse.heard(millis(1_061));
		assertThat(pulse.silence(millis(1_061)).judge(millis(1_061))).isEqualTo(Silence.Verdict.ALIVE);
		Frame.Probe later = pulse.probe(millis(1_100));
		pulse.echoed(echo(later), millis(1_120));
		assertThat(pulse.provenNanos()).hasValue(millis(1_100));
	}

	private static Pulse pulseOf20Millis() {
		Pulse pulse = new Pulse(Transport.WEBTRANSPORT);
		Frame.Probe probe = pulse.probe(0);
		pulse.echoed(echo(probe), millis(20));
		return pulse;
	}

	private static Frame.Echo echo(Frame.Probe probe) {
		return new Frame.Echo(probe.sequence(), probe.clientNanos(), Set.of(), 0, 0);
	}

	private static long millis(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

}
