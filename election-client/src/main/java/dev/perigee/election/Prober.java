package dev.perigee.election;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;

import dev.perigee.election.probe.EchoWatch;
import dev.perigee.election.probe.ProbeLedger;
import dev.perigee.election.probe.RttEstimate;
import dev.perigee.protocol.Frame;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Probes one connection at a pace, and at a quicker one when an echo is missing. Confined
 * to the client's loop.
 */
final class Prober {

	private static final Duration BURST_INTERVAL = Duration.ofMillis(50);

	private final Loop loop;

	private final Consumer<Frame> connection;

	private final Listener listener;

	private final ProbeLedger ledger = new ProbeLedger();

	private RttEstimate rtt = RttEstimate.NONE;

	private Duration interval;

	private boolean suspicious;

	private boolean stopped;

	private long probedAtNanos;

	private Disposable next = Disposables.disposed();

	Prober(Loop loop, Duration interval, Consumer<Frame> connection, Listener listener) {
		this.loop = loop;
		this.interval = interval;
		this.connection = connection;
		this.listener = listener;
	}

	/** Sends a probe now, whenever the next one was due. */
	void probe() {
		if (this.stopped) {
			return;
		}
		this.next.dispose();
		this.probedAtNanos = this.loop.nanos();
		this.connection.accept(this.ledger.next(this.probedAtNanos));
		checkAfter(this.rtt.timeoutNanos());
		this.next = this.loop.schedule(this::probe, this.suspicious ? BURST_INTERVAL : this.interval);
	}

	/** Changes the pace, counted from the last probe. */
	void pace(Duration interval) {
		if (!this.stopped && !interval.equals(this.interval)) {
			this.interval = interval;
			if (!this.suspicious) {
				this.next.dispose();
				long elapsed = this.loop.nanos() - this.probedAtNanos;
				this.next = this.loop.schedule(this::probe, interval.toNanos() - elapsed);
			}
		}
	}

	void onEcho(Frame.Echo echo, long arrivalNanos) {
		OptionalLong sample = this.ledger.onEcho(echo, arrivalNanos);
		if (this.stopped || sample.isEmpty()) {
			return;
		}
		this.suspicious = false;
		this.rtt = this.rtt.with(sample.getAsLong());
		long sentNanos = arrivalNanos - sample.getAsLong() - Integer.toUnsignedLong(echo.holdNanos());
		this.listener.onSample(sentNanos, sample.getAsLong(), echo);
	}

	/**
	 * An acknowledgement has come: what this side sent has arrived, whatever became of
	 * the probes, which may wait behind a burst of messages.
	 */
	void onAcknowledgement() {
		this.ledger.provenAlive();
		this.suspicious = false;
	}

	void stop() {
		this.stopped = true;
		this.next.dispose();
	}

	RttEstimate rtt() {
		return this.rtt;
	}

	boolean isSuspicious() {
		return this.suspicious;
	}

	/** Returns when the first probe without an answer was sent, or empty. */
	OptionalLong silentSinceNanos() {
		return this.ledger.silentSinceNanos();
	}

	int sent() {
		return this.ledger.sent();
	}

	private void checkAfter(long timeoutNanos) {
		long dueNanos = this.loop.nanos() + timeoutNanos;
		this.loop.schedule(() -> check(dueNanos), timeoutNanos);
	}

	private void check(long dueNanos) {
		long nowNanos = this.loop.nanos();
		if (this.stopped) {
			return;
		}
		if (EchoWatch.isStalled(dueNanos, nowNanos)) {
			checkAfter(this.rtt.timeoutNanos());
			return;
		}
		EchoWatch verdict = EchoWatch.judge(this.ledger.overdue(nowNanos, this.rtt.timeoutNanos()));
		if (verdict == EchoWatch.SILENT) {
			this.listener.onSilence();
		}
		else if (verdict == EchoWatch.SUSPECT && !this.suspicious) {
			this.suspicious = true;
			probe();
			this.listener.onSuspicion();
		}
	}

	/** Hears what the probes say. */
	interface Listener {

		void onSample(long sentNanos, long rttNanos, Frame.Echo echo);

		/** An echo is missing; a burst of probes is under way. */
		void onSuspicion();

		/** The burst went unanswered. */
		void onSilence();

	}

}
