package dev.perigee.lab.link;

import java.util.concurrent.atomic.LongAdder;

/** The running totals behind {@link LinkStatistics}. Thread-safe. */
final class LinkCounters {

	final LongAdder connections = new LongAdder();

	final LongAdder bytesForwarded = new LongAdder();

	final LongAdder datagramsForwarded = new LongAdder();

	final LongAdder datagramsDropped = new LongAdder();

	LinkStatistics snapshot() {
		return new LinkStatistics(this.connections.sum(), this.bytesForwarded.sum(), this.datagramsForwarded.sum(),
				this.datagramsDropped.sum());
	}

}
