package dev.perigee.gateway.session;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.gateway.memory.MemoryUse;
import dev.perigee.gateway.memory.MemoryUse.Relief;
import dev.perigee.gateway.memory.MemoryUse.Step;
import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.gateway.metrics.GatewayMetrics.SlowConsumer;
import dev.perigee.gateway.room.Rings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Keeps this node within {@code gateway.memory.max}: looks ten times a second, and frees
 * what {@link MemoryUse} decides. Confined to the timer.
 */
public final class MemoryGuard {

	private static final Logger logger = LoggerFactory.getLogger(MemoryGuard.class);

	private static final Duration INTERVAL = Duration.ofMillis(100);

	private final long maxBytes;

	private final MemoryAccount account;

	private final Sessions sessions;

	private final Rings rings;

	private final GatewayMetrics metrics;

	private final Scheduler timer;

	private @Nullable Disposable ticks;

	/**
	 * Creates a guard that does not look yet.
	 * @param maxBytes how much may be used
	 * @param account how much is used
	 * @param sessions whose queues are shortened, and who is closed or not let in
	 * @param rings what is shortened
	 * @param metrics counts what goes
	 * @param timer what it looks on
	 */
	public MemoryGuard(long maxBytes, MemoryAccount account, Sessions sessions, Rings rings, GatewayMetrics metrics,
			Scheduler timer) {
		this.maxBytes = maxBytes;
		this.account = account;
		this.sessions = sessions;
		this.rings = rings;
		this.metrics = metrics;
		this.timer = timer;
	}

	/**
	 * Begins to look.
	 */
	public void start() {
		this.ticks = this.timer.schedulePeriodically(this::check, INTERVAL.toMillis(), INTERVAL.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	/**
	 * Looks no more.
	 */
	public void stop() {
		if (this.ticks != null) {
			this.ticks.dispose();
		}
	}

	/** Looks, and frees what has to be freed. */
	void check() {
		boolean refusing = this.sessions.isOverloaded();
		long used = this.account.used();
		if (new MemoryUse(this.maxBytes, used, 0, 0, 0, refusing).isTight()) {
			free(used, refusing);
		}
	}

	private void free(long used, boolean refusing) {
		List<AttachedSession> slow = this.sessions.slow();
		Relief relief = new MemoryUse(this.maxBytes, used, sum(slow, Backlog::unreliableBytes), this.rings.excess(),
				sum(slow, Backlog::bytes), refusing)
			.relief();
		takeFrom(slow, Backlog::unreliableBytes, relief.unreliable(), Outbound::dropUnreliable);
		if (relief.rings() > 0) {
			this.metrics.shed(Step.RINGS, this.rings.trim(relief.rings()));
		}
		takeFrom(slow, Backlog::bytes, relief.sessions(), (outbound) -> {
			this.metrics.shed(Step.SESSIONS, 1);
			outbound.giveUp(SlowConsumer.MEMORY);
		});
		if (relief.refuse() != refusing) {
			logger.warn("Memory: {} of {} bytes are used; {}", used, this.maxBytes,
					refusing ? "sessions may come again" : "no session may come for now");
			this.sessions.setOverloaded(relief.refuse());
		}
	}

	private static long sum(List<AttachedSession> slow, ToLongFunction<Backlog> part) {
		return slow.stream().mapToLong((session) -> part.applyAsLong(session.endpoint().backlog())).sum();
	}

	/** Takes from those who have most until it is enough, on their own event loops. */
	private static void takeFrom(List<AttachedSession> slow, ToLongFunction<Backlog> part, long wanted,
			Consumer<Outbound> action) {
		List<AttachedSession> fullestFirst = slow.stream()
			.sorted(Comparator.comparingLong((session) -> -part.applyAsLong(session.endpoint().backlog())))
			.toList();
		long taken = 0;
		for (int i = 0; taken < wanted && i < fullestFirst.size(); i++) {
			ClientEndpoint endpoint = fullestFirst.get(i).endpoint();
			taken += part.applyAsLong(endpoint.backlog());
			endpoint.relieve(action);
		}
	}

}
