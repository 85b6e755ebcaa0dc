package dev.perigee.election;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what became of messages. Written on the client's loop but for one, read by any
 * thread.
 */
final class DeliveryCounters {

	final LongAdder received = new LongAdder();

	final LongAdder repeated = new LongAdder();

	final LongAdder lost = new LongAdder();

	final LongAdder unacknowledged = new LongAdder();

	/** Written on the event loops of the connections. */
	final LongAdder dropped = new LongAdder();

	DeliveryCounts snapshot() {
		return new DeliveryCounts(this.received.sum(), this.repeated.sum(), this.lost.sum(), this.unacknowledged.sum(),
				this.dropped.sum());
	}

}
