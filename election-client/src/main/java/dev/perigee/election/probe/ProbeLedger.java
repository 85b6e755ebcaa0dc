package dev.perigee.election.probe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.perigee.protocol.Frame;

/**
 * The probes of one connection that are under way. Holds what was sent, believes nothing
 * that an echo claims of it. Not safe for use by several threads.
 */
public final class ProbeLedger {

	/** An echo that takes longer than this says nothing about the path any more. */
	static final long MAX_RTT_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final Deque<Sent> underWay = new ArrayDeque<>();

	private int nextSequence;

	private int sent;

	/** The path was alive after this probe had been sent. */
	private int lastAlive = -1;

	private int lastEchoed = -1;

	private int lastMissed = -1;

	/**
	 * Makes the next probe.
	 * @param nowNanos the client's clock
	 * @return the probe to send now
	 */
	public Frame.Probe next(long nowNanos) {
		while (!this.underWay.isEmpty() && nowNanos - this.underWay.peekFirst().atNanos() > MAX_RTT_NANOS) {
			this.underWay.removeFirst();
		}
		Sent probe = new Sent(this.nextSequence++, nowNanos);
		this.underWay.addLast(probe);
		this.sent++;
		return new Frame.Probe(probe.sequence(), nowNanos);
	}

	/**
	 * Matches an echo with its probe. Unknown and repeated echoes are ignored; a round
	 * trip that is negative or longer than ten seconds is discarded.
	 * @param echo the echo
	 * @param arrivalNanos when it arrived
	 * @return the round trip without the time that the gateway held the probe, or empty
	 */
	public OptionalLong onEcho(Frame.Echo echo, long arrivalNanos) {
		for (Iterator<Sent> probes = this.underWay.iterator(); probes.hasNext();) {
			Sent probe = probes.next();
			if (probe.sequence() == echo.sequence()) {
				probes.remove();
				this.lastEchoed = Math.max(this.lastEchoed, probe.sequence());
				long rtt = arrivalNanos - probe.atNanos() - Integer.toUnsignedLong(echo.holdNanos());
				return (rtt >= 0 && rtt <= MAX_RTT_NANOS) ? OptionalLong.of(rtt) : OptionalLong.empty();
			}
		}
		return OptionalLong.empty();
	}

	/**
	 * Notes that something has arrived, whatever became of the probes: none that was sent
	 * so far counts as unanswered any more. Only an unbroken silence says that a path is
	 * gone.
	 */
	public void provenAlive() {
		this.lastAlive = this.nextSequence - 1;
	}

	/**
	 * Returns when a probe was sent that has found nothing but silence.
	 * @param nth which of them, 1 for the oldest
	 * @return when it was sent, or {@link Silence#NEVER} if there are fewer
	 */
	public long unansweredNanos(int nth) {
		return unanswered().skip(nth - 1L).mapToLong(Sent::atNanos).findFirst().orElse(Silence.NEVER);
	}

	/**
	 * Tells whether a probe of some time has found nothing but silence.
	 * @param fromNanos sent at this time
	 * @param untilNanos or later, up to this time
	 * @return {@code true} if there is one
	 */
	public boolean isUnanswered(long fromNanos, long untilNanos) {
		return unanswered().anyMatch((probe) -> probe.atNanos() >= fromNanos && probe.atNanos() <= untilNanos);
	}

	/**
	 * Counts, each once, the probes that were lost although the path was alive: without
	 * an echo for that long while a later one was answered.
	 * @param nowNanos the client's clock
	 * @param timeoutNanos how long an echo may take
	 * @return how many more there are than at the last call
	 */
	public int takeMissed(long nowNanos, long timeoutNanos) {
		int missed = 0;
		for (Sent probe : this.underWay) {
			if (probe.sequence() > this.lastMissed && probe.sequence() < this.lastEchoed
					&& nowNanos - probe.atNanos() >= timeoutNanos) {
				this.lastMissed = probe.sequence();
				missed++;
			}
		}
		return missed;
	}

	/**
	 * Returns how many probes were made.
	 * @return the count
	 */
	public int sent() {
		return this.sent;
	}

	private Stream<Sent> unanswered() {
		return this.underWay.stream().filter((probe) -> probe.sequence() > this.lastAlive);
	}

	private record Sent(int sequence, long atNanos) {
	}

}
