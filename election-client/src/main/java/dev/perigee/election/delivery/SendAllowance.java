package dev.perigee.election.delivery;

import java.util.concurrent.TimeUnit;

import dev.perigee.protocol.Limits;

/**
 * How much one connection may carry so that its gateway refuses none of it: what the
 * gateway has announced, and half of what it takes at once. The other half is for what
 * the network holds up and brings together, and for what is said again after a move.
 * Knows no clock; not safe for use by several threads.
 */
public final class SendAllowance {

	/** Gateways take ten seconds' worth at once (protocol, "Limits"). */
	private static final int BURST_SECONDS = 5;

	private Rate messages = Rate.NONE;

	private Rate bytes = Rate.NONE;

	/**
	 * Begins anew with what a gateway has announced.
	 * @param limits 0 stands for a limit that it has not said
	 * @param nowNanos the client's clock
	 */
	public void announced(Limits limits, long nowNanos) {
		this.messages = new Rate(limits.framesPerSecond(), nowNanos);
		this.bytes = new Rate(limits.bytesPerSecond(), nowNanos);
	}

	/**
	 * Returns how long to wait until one more message may be sent.
	 * @param nowNanos the client's clock
	 * @return 0 or less for not at all
	 */
	public long waitNanos(long nowNanos) {
		return Math.max(this.messages.waitNanos(nowNanos), this.bytes.waitNanos(nowNanos));
	}

	/**
	 * Counts a message that is sent, allowed or not.
	 * @param frameBytes how long it is
	 * @param nowNanos the client's clock
	 */
	public void spend(int frameBytes, long nowNanos) {
		this.messages.spend(1, nowNanos);
		this.bytes.spend(frameBytes, nowNanos);
	}

	/** The virtual scheduling algorithm (ITU-T I.371): when all would have been sent. */
	private static final class Rate {

		/** No limit. */
		private static final Rate NONE = new Rate(0, 0);

		private final long perSecond;

		private long spentUntilNanos;

		private Rate(long perSecond, long nowNanos) {
			this.perSecond = perSecond;
			this.spentUntilNanos = nowNanos;
		}

		private long waitNanos(long nowNanos) {
			if (this.perSecond == 0) {
				return 0;
			}
			return this.spentUntilNanos - nowNanos - TimeUnit.SECONDS.toNanos(BURST_SECONDS);
		}

		private void spend(long amount, long nowNanos) {
			if (this.perSecond > 0) {
				long begin = (this.spentUntilNanos - nowNanos > 0) ? this.spentUntilNanos : nowNanos;
				this.spentUntilNanos = begin + TimeUnit.SECONDS.toNanos(amount) / this.perSecond;
			}
		}

	}

}
