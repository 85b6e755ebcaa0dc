package dev.perigee.election;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.perigee.election.probe.EchoWatch;
import dev.perigee.election.probe.Pulse;
import dev.perigee.election.probe.Silence;
import dev.perigee.protocol.Frame;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Probes one connection at a pace, and in a burst when it falls silent: anything that is
 * heard ends the burst, an unbroken silence ends the connection. Confined to the client's
 * loop.
 */
final class Prober {

	/** A gateway answers 50 probes a second, and as many at once. */
	private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final int BURST_PROBES = 8;

	/**
	 * Between probes when the silence outlasts the burst, and what echoes that lie unread
	 * after a stall may take to be read.
	 */
	private static final long AFTER_BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final Loop loop;

	private final Pulse pulse;

	private final Consumer<Frame> connection;

	private final Listener listener;

	private Pace pace;

	private Silence.Verdict verdict = Silence.Verdict.ALIVE;

	private boolean stopped;

	private int sent;

	private int asked;

	private long probedAtNanos;

	private Disposable next = Disposables.disposed();

	private long checkDueNanos = Silence.NEVER;

	private Disposable check = Disposables.disposed();

	Prober(Loop loop, Pulse pulse, Pace pace, Consumer<Frame> connection, Listener listener) {
		this.loop = loop;
		this.pulse = pulse;
		this.pace = pace;
		this.connection = connection;
		this.listener = listener;
	}

	/** Sends a probe now, whenever the next one was due. */
	void probe() {
		if (this.stopped) {
			return;
		}
		this.probedAtNanos = this.loop.nanos();
		this.sent++;
		this.connection.accept(this.pulse.probe(this.probedAtNanos));
		scheduleNext(isAsking() ? burstNanos() : this.pace.nextNanos());
		watch(this.probedAtNanos);
	}

	/** Changes the pace, counted from the last probe. */
	void pace(Pace pace) {
		if (!this.stopped && !pace.equals(this.pace)) {
			this.pace = pace;
			if (!isAsking()) {
				resumePace();
			}
		}
	}

	/** Something was sent that will be acknowledged, which is as good as a probe. */
	void onReliableSent() {
		long nowNanos = this.loop.nanos();
		if (!this.stopped && this.pulse.sent(nowNanos)) {
			watch(nowNanos);
		}
	}

	/** A frame has arrived, of whatever kind. */
	void onFrame(Frame frame, long arrivalNanos) {
		if (this.stopped) {
			return;
		}
		if (frame instanceof Frame.Echo echo) {
			OptionalLong sample = this.pulse.echoed(echo, arrivalNanos);
			alive();
			sample.ifPresent((rttNanos) -> this.listener.onSample(Pulse.sentNanos(echo, arrivalNanos, rttNanos),
					rttNanos, echo));
		}
		else {
			this.pulse.heard(arrivalNanos);
			alive();
		}
	}

	void stop() {
		this.stopped = true;
		this.next.dispose();
		this.check.dispose();
	}

	boolean isSuspicious() {
		return this.verdict.compareTo(Silence.Verdict.SUSPECT) >= 0;
	}

	int sent() {
		return this.sent;
	}

	private void alive() {
		boolean wasAsking = isAsking();
		this.verdict = Silence.Verdict.ALIVE;
		if (wasAsking) {
			this.asked = 0;
			resumePace();
		}
	}

	private boolean isAsking() {
		return this.verdict != Silence.Verdict.ALIVE;
	}

	private long burstNanos() {
		return (this.asked++ < BURST_PROBES) ? BURST_NANOS : AFTER_BURST_NANOS;
	}

	private void resumePace() {
		scheduleNext(this.pace.nextNanos() - (this.loop.nanos() - this.probedAtNanos));
	}

	private void scheduleNext(long delayNanos) {
		this.next.dispose();
		this.next = this.loop.schedule(this::probe, delayNanos);
	}

	/**
	 * Sees to it that the next check is early enough. One that comes too early does no
	 * harm, so a frame that arrives need not put it off.
	 */
	private void watch(long nowNanos) {
		checkAt(this.pulse.silence(nowNanos).nextNanos(nowNanos), nowNanos);
	}

	private void checkAt(long dueNanos, long nowNanos) {
		if (dueNanos < this.checkDueNanos) {
			this.check.dispose();
			this.checkDueNanos = dueNanos;
			this.check = this.loop.schedule(() -> check(dueNanos), dueNanos - nowNanos);
		}
	}

	private void check(long dueNanos) {
		long nowNanos = this.loop.nanos();
		this.checkDueNanos = Silence.NEVER;
		if (this.stopped) {
			return;
		}
		if (EchoWatch.isStalled(dueNanos, nowNanos) && !this.pulse.isLongSilent(nowNanos)) {
			checkAt(nowNanos + AFTER_BURST_NANOS, nowNanos);
			return;
		}
		Silence.Verdict before = this.verdict;
		this.verdict = this.pulse.silence(nowNanos).judge(nowNanos);
		if (before == Silence.Verdict.ALIVE && isAsking()) {
			this.pulse.doubted();
			probe();
		}
		if (this.verdict == Silence.Verdict.GONE) {
			checkAt(nowNanos + BURST_NANOS, nowNanos);
		}
		else {
			watch(nowNanos);
		}
		if (this.verdict != before || this.verdict == Silence.Verdict.GONE) {
			this.listener.onSilence(this.verdict);
		}
	}

	/** Hears what the probes say. */
	interface Listener {

		void onSample(long sentNanos, long rttNanos, Frame.Echo echo);

		/**
		 * Something is missing; a burst of probes is under way.
		 * @param verdict what the silence counts as: told when it gets worse, and again
		 * and again as long as the path counts as gone
		 */
		void onSilence(Silence.Verdict verdict);

	}

}
