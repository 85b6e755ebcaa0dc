package dev.perigee.gateway.telemetry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The last report of each user: who reports often says no more than who reports once.
 * Bounded. Safe for use by several threads.
 */
final class RecentUsers {

	private final int maxUsers;

	private final long minIntervalNanos;

	private final long windowNanos;

	/** Guarded by this. The names of users go nowhere from here. */
	private final Map<String, Entry> users = new HashMap<>();

	RecentUsers(TelemetryProperties properties) {
		this.maxUsers = properties.maxUsers();
		this.minIntervalNanos = properties.minInterval().toNanos();
		this.windowNanos = properties.window().toNanos();
	}

	/**
	 * Takes a report, if it may be.
	 * @param view made only then
	 * @return what has become of it
	 */
	synchronized ReportOutcome offer(String user, long nowNanos, Supplier<UserView> view) {
		Entry last = this.users.get(user);
		if (last != null && nowNanos - last.atNanos() < this.minIntervalNanos) {
			return ReportOutcome.TOO_SOON;
		}
		if (last == null && this.users.size() >= this.maxUsers) {
			return ReportOutcome.TOO_MANY_USERS;
		}
		this.users.put(user, new Entry(view.get(), nowNanos));
		return ReportOutcome.COUNTED;
	}

	/** Forgets what is too old, and returns the rest. */
	synchronized List<UserView> views(long nowNanos) {
		this.users.values().removeIf((entry) -> nowNanos - entry.atNanos() > this.windowNanos);
		return this.users.values().stream().map(Entry::view).toList();
	}

	private record Entry(UserView view, long atNanos) {
	}

}
