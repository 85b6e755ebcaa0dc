package dev.perigee.gateway.room;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The senders of whom this node is known to miss the latest messages: when to ask for
 * them, more and more rarely, and when to give them up. Knows no clock; confined to its
 * room's lock.
 */
final class Lags {

	/** So many senders are asked about at once. */
	static final int MAX_DUE = 200;

	private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(500).toNanos();

	/** The pause doubles so many times. */
	private static final int MAX_DOUBLINGS = 4;

	private final Map<Long, Lag> lags = new LinkedHashMap<>();

	void begin(long sender, long nowNanos) {
		this.lags.computeIfAbsent(sender, (key) -> new Lag(nowNanos));
	}

	void end(long sender) {
		this.lags.remove(sender);
	}

	/** Returns whom to ask about now, and expects that it is done. */
	List<Long> due(long nowNanos) {
		List<Long> due = new ArrayList<>();
		this.lags.forEach((sender, lag) -> {
			if (due.size() < MAX_DUE && nowNanos - lag.nextNanos >= 0) {
				due.add(sender);
				lag.nextNanos = nowNanos + (FIRST_PAUSE_NANOS << Math.min(lag.asked, MAX_DOUBLINGS));
				lag.asked++;
			}
		});
		return due;
	}

	/** Returns of whom nothing came for too long, and forgets them. */
	List<Long> giveUp(long nowNanos, Duration patience) {
		List<Long> given = new ArrayList<>();
		for (Iterator<Map.Entry<Long, Lag>> all = this.lags.entrySet().iterator(); all.hasNext();) {
			Map.Entry<Long, Lag> entry = all.next();
			if (nowNanos - entry.getValue().sinceNanos >= patience.toNanos()) {
				given.add(entry.getKey());
				all.remove();
			}
		}
		return given;
	}

	private static final class Lag {

		private final long sinceNanos;

		private long nextNanos;

		private int asked;

		private Lag(long nowNanos) {
			this.sinceNanos = nowNanos;
			this.nextNanos = nowNanos;
		}

	}

}
