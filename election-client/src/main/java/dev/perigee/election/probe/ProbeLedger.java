package dev.perigee.election.probe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

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

	private int lastAnswered = -1;

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
				this.lastAnswered = Math.max(this.lastAnswered, probe.sequence());
				long rtt = arrivalNanos - probe.atNanos() - Integer.toUnsignedLong(echo.holdNanos());
				return (rtt >= 0 && rtt <= MAX_RTT_NANOS) ? OptionalLong.of(rtt) : OptionalLong.empty();
			}
		}
		return OptionalLong.empty();
	}

	/**
	 * Notes that the path has shown otherwise that it works both ways: no probe so far
	 * counts as missing any more.
	 */
	public void provenAlive() {
		this.lastAnswered = this.nextSequence - 1;
	}

	/**
	 * Counts the probes that should have been answered by now. Those that an answered one
	 * overtook do not count: only an unbroken run of missing echoes says that the path is
	 * silent.
	 * @param nowNanos the client's clock
	 * @param timeoutNanos how long an echo may take
	 * @return how many were sent that long ago
	 */
	public int overdue(long nowNanos, long timeoutNanos) {
		int overdue = 0;
		for (Sent probe : this.underWay) {
			if (probe.sequence() > this.lastAnswered && nowNanos - probe.atNanos() >= timeoutNanos) {
				overdue++;
			}
		}
		return overdue;
	}

	/**
	 * Returns when the silence began, if there is one.
	 * @return when the oldest probe since the last answered one was sent, or empty
	 */
	public OptionalLong silentSinceNanos() {
		return this.underWay.stream()
			.filter((probe) -> probe.sequence() > this.lastAnswered)
			.mapToLong(Sent::atNanos)
			.findFirst();
	}

	/**
	 * Returns how many probes were made.
	 * @return the count
	 */
	public int sent() {
		return this.sent;
	}

	private record Sent(int sequence, long atNanos) {
	}

}
