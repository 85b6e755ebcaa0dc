package dev.perigee.election.probe;

/**
 * When a path that goes on being silent counts as what. All times are on the client's
 * clock; {@link #NEVER} if nothing is missing that would say so. Immutable.
 *
 * @param doubtfulNanos when its silence is worth a question
 * @param suspectNanos when an echo is overdue
 * @param goneNanos when so many echoes are missing for so long that chance does not
 * explain it
 */
public record Silence(long doubtfulNanos, long suspectNanos, long goneNanos) {

	/** At no time. */
	public static final long NEVER = Long.MAX_VALUE;

	/**
	 * Judges the path.
	 * @param nowNanos the client's clock
	 * @return what it counts as now
	 */
	public Verdict judge(long nowNanos) {
		if (nowNanos >= this.goneNanos) {
			return Verdict.GONE;
		}
		if (nowNanos >= this.suspectNanos) {
			return Verdict.SUSPECT;
		}
		return (nowNanos >= this.doubtfulNanos) ? Verdict.DOUBTFUL : Verdict.ALIVE;
	}

	/**
	 * Returns when the verdict gets worse if the silence goes on.
	 * @param nowNanos the client's clock
	 * @return when, or {@link #NEVER}
	 */
	public long nextNanos(long nowNanos) {
		return switch (judge(nowNanos)) {
			case ALIVE -> Math.min(this.doubtfulNanos, Math.min(this.suspectNanos, this.goneNanos));
			case DOUBTFUL -> Math.min(this.suspectNanos, this.goneNanos);
			case SUSPECT -> this.goneNanos;
			case GONE -> NEVER;
		};
	}

	/** What a path counts as. */
	public enum Verdict {

		/** Nothing is missing. */
		ALIVE,

		/** A frame is missing: ask, by a burst of probes. */
		DOUBTFUL,

		/** An echo is missing. */
		SUSPECT,

		/** So are those of the burst: leave. */
		GONE

	}

}
