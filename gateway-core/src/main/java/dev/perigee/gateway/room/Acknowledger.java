package dev.perigee.gateway.room;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import dev.perigee.gateway.bus.MessageBus;
import dev.perigee.gateway.metrics.GatewayMetrics;
import reactor.core.scheduler.Scheduler;

/**
 * Confirms reliable messages once the bus's server has them. Those of a few milliseconds
 * share one flush; the flush waits on a thread of its own. While the bus is down a
 * message is as safe as it can be once it is in this node's ring.
 */
final class Acknowledger {

	private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(2);

	private final MessageBus bus;

	private final Scheduler thread;

	private final Duration interval;

	private final LongSupplier nanoClock;

	private final GatewayMetrics metrics;

	/** Guarded by this. */
	private Map<Target, Due> due = new HashMap<>();

	/** Guarded by this. */
	private boolean scheduled;

	/**
	 * Creates an acknowledger.
	 * @param bus what has to have the messages
	 * @param thread one thread that may wait
	 * @param interval how long messages are gathered
	 * @param nanoClock what waiting is measured with
	 * @param metrics counts the time
	 */
	Acknowledger(MessageBus bus, Scheduler thread, Duration interval, LongSupplier nanoClock, GatewayMetrics metrics) {
		this.bus = bus;
		this.thread = thread;
		this.interval = interval;
		this.nanoClock = nanoClock;
		this.metrics = metrics;
	}

	/**
	 * Confirms a message later. Called after it was published.
	 * @param publisher who is told, on its event loop
	 * @param room the room's handle
	 * @param sequence the message
	 */
	synchronized void confirm(Subscriber publisher, int room, long sequence) {
		add(new Target(publisher, room), new Due(sequence, this.nanoClock.getAsLong()));
		schedule();
	}

	private void schedule() {
		if (!this.scheduled) {
			this.scheduled = true;
			this.thread.schedule(this::flush, this.interval.toNanos(), TimeUnit.NANOSECONDS);
		}
	}

	private void add(Target target, Due more) {
		this.due.merge(target, more, (before, after) -> new Due(Math.max(before.sequence(), after.sequence()),
				Math.min(before.sinceNanos(), after.sinceNanos())));
	}

	private void flush() {
		Map<Target, Due> batch;
		synchronized (this) {
			batch = this.due;
			this.due = new HashMap<>();
			this.scheduled = false;
		}
		boolean safe = !this.bus.isConnected() || this.bus.flush(FLUSH_TIMEOUT) || !this.bus.isConnected();
		if (safe) {
			batch.forEach(this::tell);
		}
		else {
			synchronized (this) {
				batch.forEach(this::add);
				schedule();
			}
		}
	}

	private void tell(Target target, Due due) {
		this.metrics.acknowledged(this.nanoClock.getAsLong() - due.sinceNanos());
		target.publisher().eventLoop().execute(() -> target.publisher().acknowledged(target.room(), due.sequence()));
	}

	private record Target(Subscriber publisher, int room) {

	}

	private record Due(long sequence, long sinceNanos) {

	}

}
