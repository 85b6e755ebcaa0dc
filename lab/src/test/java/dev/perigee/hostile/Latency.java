package dev.perigee.hostile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.perigee.lab.time.LabClock;

/**
 * Measures the round trips of one connection, in a thread of its own until it is closed.
 */
final class Latency implements AutoCloseable {

	private static final Duration PAUSE = Duration.ofMillis(50);

	private final Attacker connection;

	private final CompletableFuture<Void> measuring;

	/** Guarded by itself. */
	private final List<Long> nanos = new ArrayList<>();

	private volatile boolean ended;

	Latency(Attacker connection) {
		this.connection = connection;
		this.measuring = CompletableFuture.runAsync(this::measure, (task) -> new Thread(task, "latency").start());
	}

	private void measure() {
		while (!this.ended) {
			long measured = this.connection.probeNanos();
			synchronized (this.nanos) {
				this.nanos.add(measured);
			}
			LabClock.pass(PAUSE);
		}
	}

	/**
	 * Returns how many samples there are.
	 * @throws java.util.concurrent.CompletionException when there will be no more
	 */
	int samples() {
		if (this.measuring.isDone()) {
			this.measuring.join();
		}
		synchronized (this.nanos) {
			return this.nanos.size();
		}
	}

	/** Takes the median of all samples and forgets them. */
	Duration takeMedian() {
		synchronized (this.nanos) {
			Collections.sort(this.nanos);
			Duration median = Duration.ofNanos(this.nanos.get(this.nanos.size() / 2));
			this.nanos.clear();
			return median;
		}
	}

	@Override
	public void close() {
		this.ended = true;
		try {
			this.measuring.join();
		}
		finally {
			this.connection.close();
		}
	}

}
