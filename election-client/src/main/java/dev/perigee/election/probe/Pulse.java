package dev.perigee.election.probe;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Transport;

/**
 * All that one connection has shown of itself: its round trip times, how late its echoes
 * come and how many are lost, and how long it has been silent. Knows no timers. Not safe
 * for use by several threads.
 */
public final class Pulse {

	private static final long LONGEST_EXCUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

	private final Transport transport;

	private final ProbeLedger ledger = new ProbeLedger();

	private final LifeSigns lifeSigns = new LifeSigns();

	private final RecentRtts recent = new RecentRtts();

	private RttEstimate rtt = RttEstimate.NONE;

	private Lateness lateness = Lateness.NONE;

	private LossRate loss = LossRate.PRIOR;

	private OptionalLong provenNanos = OptionalLong.empty();

	/** While it is silent: when another path is known to have worked. */
	private long aloneSinceNanos = Silence.NEVER;

	/**
	 * Begins with nothing known.
	 * @param transport how probes travel
	 */
	public Pulse(Transport transport) {
		this.transport = transport;
	}

	/**
	 * Makes the next probe.
	 * @param nowNanos the client's clock
	 * @return the probe to send now
	 */
	public Frame.Probe probe(long nowNanos) {
		sent(nowNanos);
		return this.ledger.next(nowNanos);
	}

	/**
	 * Notes that something was sent that will be answered, if only by an acknowledgement.
	 * @param nowNanos the client's clock
	 * @return whether the wait for a sign of life begins with it
	 */
	public boolean sent(long nowNanos) {
		return this.lifeSigns.sent(nowNanos);
	}

	/**
	 * Notes that a frame other than an echo has arrived: the path is alive.
	 * @param arrivalNanos when it was read
	 */
	public void heard(long arrivalNanos) {
		this.lifeSigns.heard(arrivalNanos);
		alive();
	}

	/** Notes that the silence has become doubtful, and probes are about to ask. */
	public void doubted() {
		this.lifeSigns.doubted();
	}

	/**
	 * Takes the measurement in that an echo is.
	 * @param echo the echo
	 * @param arrivalNanos when it was read
	 * @return the round trip time, or empty if the echo says nothing
	 */
	public OptionalLong echoed(Frame.Echo echo, long arrivalNanos) {
		this.lifeSigns.echoed(arrivalNanos);
		alive();
		OptionalLong sample = this.ledger.onEcho(echo, arrivalNanos);
		long timeoutNanos = watch(arrivalNanos).timeoutNanos();
		for (int missed = this.ledger.takeMissed(arrivalNanos, timeoutNanos); missed > 0; missed--) {
			this.loss = this.loss.with(false);
		}
		sample.ifPresent((rttNanos) -> {
			if (this.rtt.samples() > 0) {
				this.lateness = this.lateness.with(rttNanos - this.rtt.smoothedNanos(), arrivalNanos);
			}
			this.loss = this.loss.with(rttNanos <= timeoutNanos);
			this.rtt = this.rtt.with(rttNanos);
			this.recent.add(rttNanos, arrivalNanos);
			this.provenNanos = OptionalLong.of(sentNanos(echo, arrivalNanos, rttNanos));
		});
		return sample;
	}

	/**
	 * Returns when the probe of a measurement was sent.
	 * @param echo the echo
	 * @param arrivalNanos when it was read
	 * @param rttNanos the round trip time
	 * @return the client's clock
	 */
	public static long sentNanos(Frame.Echo echo, long arrivalNanos, long rttNanos) {
		return arrivalNanos - rttNanos - Integer.toUnsignedLong(echo.holdNanos());
	}

	/**
	 * Returns how the present silence is to be taken.
	 * @param nowNanos the client's clock
	 * @return the silence
	 */
	public Silence silence(long nowNanos) {
		EchoWatch watch = watch(nowNanos);
		return new Silence(this.lifeSigns.doubtfulNanos(watch),
				LifeSigns.after(this.ledger.unansweredNanos(1), watch.timeoutNanos()),
				LifeSigns.after(this.ledger.unansweredNanos(watch.confirmations()), watch.patienceNanos()));
	}

	/**
	 * Tells whether it has been silent for so long that no stall of this process excuses
	 * it any more.
	 * @param nowNanos the client's clock
	 * @return {@code true} after 2 s
	 */
	public boolean isLongSilent(long nowNanos) {
		long sinceNanos = silentSinceNanos();
		return sinceNanos != Silence.NEVER && nowNanos - sinceNanos >= LONGEST_EXCUSE_NANOS;
	}

	/**
	 * Returns when the present silence began.
	 * @return the client's clock, or {@link Silence#NEVER} while no answer is due
	 */
	public long silentSinceNanos() {
		return this.lifeSigns.silentSinceNanos();
	}

	/**
	 * Returns until when the path is known to have worked, both ways.
	 * @return when the last probe that was answered was sent; empty before the first
	 */
	public OptionalLong provenNanos() {
		return this.provenNanos;
	}

	/**
	 * Takes the news in that another path works while this one is silent, so that it is
	 * not this machine that is cut off.
	 * @param provenNanos when the other path is known to have worked
	 */
	public void alone(long provenNanos) {
		this.aloneSinceNanos = Math.min(this.aloneSinceNanos, provenNanos);
	}

	/**
	 * Tells whether it stayed silent when another path worked: after an outage that they
	 * shared the echoes of one come before those of the other.
	 * @param nowNanos the client's clock
	 * @return {@code true} when a probe that was sent since then is missing for too long
	 */
	public boolean isSilentAlone(long nowNanos) {
		long untilNanos = nowNanos - watch(nowNanos).patienceNanos();
		return this.ledger.isUnanswered(this.aloneSinceNanos, untilNanos);
	}

	/**
	 * Returns what the round trip times add up to.
	 * @return the estimate
	 */
	public RttEstimate rtt() {
		return this.rtt;
	}

	private void alive() {
		this.ledger.provenAlive();
		this.aloneSinceNanos = Silence.NEVER;
	}

	private EchoWatch watch(long nowNanos) {
		return EchoWatch.over(this.transport, this.rtt, this.lateness.nanos(nowNanos), this.loss);
	}

	/**
	 * Returns the median of the recent round trip times, which no spike moves.
	 * @return nanoseconds, 0 before the first
	 */
	public long medianNanos() {
		return this.recent.medianNanos();
	}

}
