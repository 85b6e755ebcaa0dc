package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

import dev.perigee.election.probe.Pulse;
import dev.perigee.election.probe.Silence;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A prober at the end of a path with noise, in virtual time.
 */
class ProberTests implements Prober.Listener {

	private static final double RTT = 20;

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final RandomGenerator random = new SplittableRandom(42);

	private final List<Long> doubts = new ArrayList<>();

	private final List<Long> silences = new ArrayList<>();

	private Prober prober;

	private Pulse pulse;

	private Transport transport;

	private DoubleSupplier noise = () -> 0;

	private double loss;

	private boolean blackHole;

	/** By how much this process has stood still so far. */
	private long stalledNanos;

	private long lastArrivalNanos;

	private int sent;

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 4, 37, 111, 163, 199 })
	void deathUnderTrafficIsCertainWithin160Millis(int offset) {
		start(Transport.WEBTRANSPORT);
		traffic(3_000 + offset);
		long diedMillis = now();
		this.blackHole = true;
		traffic(1_000);
		assertThat(this.silences.get(0) - diedMillis).isLessThanOrEqualTo(160);
	}

	@ParameterizedTest
	@CsvSource({ "WEBTRANSPORT, 450", "WEBSOCKET, 850" })
	void blackHoleOfAnIdlePathIsCertainWellWithinASecond(Transport transport, long bound) {
		for (int offset = 0; offset < 240; offset += 7) {
			start(transport);
			passesMillis(5_000 + offset);
			long diedMillis = now();
			this.blackHole = true;
			passesMillis(2_000);
			assertThat(this.silences.get(0) - diedMillis).isLessThanOrEqualTo(bound);
			this.blackHole = false;
			this.silences.clear();
			this.prober.stop();
		}
	}

	@ParameterizedTest(name = "{0}, {1}, loss {2}")
	@CsvSource({ "WEBTRANSPORT, wifi, 0.03", "WEBTRANSPORT, cellular, 0.03", "WEBTRANSPORT, cellular, 0.1",
			"WEBSOCKET, wifi, 0", "WEBSOCKET, cellular, 0" })
	void aDayOfStationaryJitterIsNoSilence(Transport transport, String lastMile, double loss) {
		this.noise = lastMile.equals("wifi") ? this::wifi : this::cellular;
		this.loss = loss;
		start(transport);
		for (int hour = 0; hour < 24; hour++) {
			this.time.advanceTimeBy(Duration.ofHours(1));
		}
		assertThat(this.silences).isEmpty();
		// 5 a second, and bursts
		assertThat(this.sent / 86_400.0).isLessThan(8);
	}

	@ParameterizedTest
	@ValueSource(strings = { "wifi", "cellular" })
	void anHourOfTrafficWithJitterIsNoSilenceAndKeepsWithinTheProbesThatAGatewayAnswers(String lastMile) {
		this.noise = lastMile.equals("wifi") ? this::wifi : this::cellular;
		this.loss = 0.03;
		start(Transport.WEBTRANSPORT);
		traffic(3_600_000);
		assertThat(this.silences).isEmpty();
		assertThat(this.sent / 3_600.0).isLessThan(40);
	}

	@ParameterizedTest
	@ValueSource(longs = { 30, 100, 500, 60_000 })
	void aStallOfThisProcessIsNoSignOfTrouble(long stallMillis) {
		start(Transport.WEBTRANSPORT);
		traffic(3_000);
		this.stalledNanos += TimeUnit.MILLISECONDS.toNanos(stallMillis);
		traffic(3_000);
		assertThat(this.doubts).isEmpty();
		assertThat(this.silences).isEmpty();
	}

	private void start(Transport transport) {
		this.transport = transport;
		this.pulse = new Pulse(transport);
		Loop loop = new Loop(this.time, this::clock);
		this.prober = new Prober(loop, this.pulse, Pace.around(Duration.ofMillis(200), this.random), this::carry, this);
		this.prober.probe();
	}

	/** A message each 5 ms both ways, each acknowledged. */
	private void traffic(long millis) {
		for (long passed = 0; passed < millis; passed += 5) {
			this.prober.onReliableSent();
			arrive(new Frame.Ack(1, 1), RTT + this.noise.getAsDouble(), false);
			arrive(new Frame.Ack(1, 1), RTT + this.noise.getAsDouble(), false);
			passesMillis(Math.min(5, millis - passed));
		}
	}

	private void carry(Frame frame) {
		this.sent++;
		Frame.Probe probe = (Frame.Probe) frame;
		if (this.random.nextDouble() >= this.loss) {
			arrive(new Frame.Echo(probe.sequence(), probe.clientNanos(), Set.of(), 0, 0),
					RTT + this.noise.getAsDouble(), this.transport == Transport.WEBTRANSPORT);
		}
	}

	/** Datagrams overtake each other, frames of a stream wait for each other. */
	private void arrive(Frame frame, double afterMillis, boolean isDatagram) {
		long nowNanos = this.time.now(TimeUnit.NANOSECONDS);
		long arrivalNanos = nowNanos + Math.round(afterMillis * 1e6);
		if (!isDatagram) {
			arrivalNanos = Math.max(arrivalNanos, this.lastArrivalNanos);
			this.lastArrivalNanos = arrivalNanos;
		}
		if (!this.blackHole) {
			this.time.schedule(() -> this.prober.onFrame(frame, clock()), arrivalNanos - nowNanos,
					TimeUnit.NANOSECONDS);
		}
	}

	private double wifi() {
		double noise = -3 * Math.log(1 - this.random.nextDouble());
		return noise + ((this.random.nextDouble() < 0.03) ? this.random.nextDouble(20, 150) : 0);
	}

	private double cellular() {
		double noise = 15 * Math.exp(0.6 * this.random.nextGaussian());
		return noise + ((this.random.nextDouble() < 0.05) ? this.random.nextDouble(50, 400) : 0);
	}

	private void passesMillis(long millis) {
		this.time.advanceTimeBy(Duration.ofMillis(millis));
	}

	private long clock() {
		return this.time.now(TimeUnit.NANOSECONDS) + this.stalledNanos;
	}

	private long now() {
		return this.time.now(TimeUnit.MILLISECONDS);
	}

	@Override
	public void onSample(long sentNanos, long rttNanos, Frame.Echo echo) {
	}

	@Override
	public void onSilence(Silence.Verdict verdict) {
		((verdict == Silence.Verdict.GONE) ? this.silences : this.doubts).add(now());
	}

}
