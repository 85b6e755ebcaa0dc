package dev.perigee.election;

import java.time.Duration;

import dev.perigee.election.transport.ConnectionClose;
import org.jspecify.annotations.Nullable;

/**
 * A state of the {@link ConnectionManager} with what exists only in it. At any time at
 * most one attachment carries the traffic (current) and at most one is being prepared
 * (pending).
 */
sealed interface Phase {

	ConnectionState state();

	default @Nullable Attachment current() {
		return null;
	}

	default @Nullable Attachment pending() {
		return null;
	}

	/** Returns what carries the traffic, {@code null} while that is about to change. */
	default @Nullable Attachment settled() {
		return null;
	}

	/** Returns who carries the traffic. */
	default @Nullable Contender incumbent() {
		Attachment current = current();
		return (current != null) ? current.contender() : null;
	}

	/** Returns what was lost, {@code null} while nothing is. */
	default @Nullable Outage outage() {
		return null;
	}

	/**
	 * Returns what is left when the pending attachment is lost: the incumbent, if it
	 * still stands.
	 */
	default Phase withoutPending(long nowNanos) {
		return this;
	}

	/** Tells whether every candidate has failed since. */
	default boolean allFailed() {
		return false;
	}

	/** Not started. */
	record Idle() implements Phase {
		@Override
		public ConnectionState state() {
			return ConnectionState.IDLE;
		}
	}

	/**
	 * Nothing carries traffic.
	 *
	 * @param pending the first usable candidate, on its way into the rooms
	 * @param outage what was lost, {@code null} for a first connection
	 * @param allFailed whether every candidate has failed since
	 */
	record Connecting(@Nullable Attachment pending, @Nullable Outage outage, boolean allFailed) implements Phase {

		@Override
		public Phase withoutPending(long nowNanos) {
			return new Connecting(null, this.outage, this.allFailed);
		}

		/** Tells whether a candidate may be taken now. */
		boolean isFree(long nowNanos) {
			return this.pending == null && (this.outage == null || nowNanos - this.outage.untilNanos() >= 0);
		}

		@Override
		public ConnectionState state() {
			return (this.outage != null || this.allFailed) ? ConnectionState.RECONNECTING : ConnectionState.CONNECTING;
		}
	}

	/**
	 * The incumbent carries the traffic.
	 */
	record Connected(Attachment current) implements Phase {

		@Override
		public Attachment settled() {
			return this.current;
		}

		@Override
		public ConnectionState state() {
			return ConnectionState.CONNECTED;
		}
	}

	/**
	 * The incumbent carries the traffic while its successor is on its way into the rooms.
	 */
	record Moving(Attachment current, Attachment pending, Move move) implements Phase {

		@Override
		public Phase withoutPending(long nowNanos) {
			ConnectionClose inVain = ConnectionClose.broken("moved in vain");
			return this.current.isLive() ? new Connected(this.current)
					: new Connecting(null, Outage.of(this.current, inVain, nowNanos, Duration.ZERO), false);
		}

		@Override
		public ConnectionState state() {
			return ConnectionState.MOVING;
		}
	}

	/**
	 * Over.
	 */
	record Ended(ConnectionState state) implements Phase {
	}

	/**
	 * A lost incumbent.
	 *
	 * @param candidate the incumbent
	 * @param reason why
	 * @param detail for a person
	 * @param sinceNanos the first sign of trouble
	 * @param untilNanos until when everybody else goes first
	 */
	record Outage(Candidate candidate, MoveReason reason, String detail, long sinceNanos, long untilNanos) {

		static Outage of(Attachment lost, ConnectionClose close, long nowNanos, Duration spread) {
			MoveReason reason = lost.link().wasAbandoned() ? MoveReason.SILENT : MoveReason.CLOSED;
			return new Outage(lost.contender().candidate(), reason, close.reason(),
					Math.min(lost.link().silentSinceNanos(), nowNanos), nowNanos + spread.toNanos());
		}

	}

}
