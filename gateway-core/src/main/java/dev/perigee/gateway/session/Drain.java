package dev.perigee.gateway.session;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Empties this node: no session comes in, and those that are here are asked to move, one
 * after another over the first part of the window, so that their new gateways see a
 * stream and no crowd. Who is still here at its end is closed. Safe for use by several
 * threads.
 */
public final class Drain {

	private static final Logger logger = LoggerFactory.getLogger(Drain.class);

	/** The last ones need a part of the window to move in. */
	private static final double SPREAD = 0.8;

	private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

	/** What the closes at the end of the window may take. */
	private static final Duration CLOSING = Duration.ofMillis(500);

	private static final String OVERDUE = "this gateway has waited long enough";

	private final Sessions sessions;

	private final Scheduler timer;

	private final LongSupplier nanoClock;

	private final Random random;

	/** Guarded by this. */
	private @Nullable Disposable end;

	/** Guarded by this. */
	private long deadlineNanos;

	/**
	 * Creates a drain that has not begun.
	 * @param sessions who is asked to move
	 * @param timer what the end of the window is waited for with
	 * @param nanoClock what the window is measured with
	 * @param random decides who goes first
	 */
	public Drain(Sessions sessions, Scheduler timer, LongSupplier nanoClock, Random random) {
		this.sessions = sessions;
		this.timer = timer;
		this.nanoClock = nanoClock;
		this.random = random;
	}

	/**
	 * Begins to drain, or gives a drain that has begun another window.
	 * @param reason why, for the clients' logs
	 * @param window how long the sessions may take
	 * @return completes when all sessions are gone, shortly after the window at the
	 * latest, or when the drain is taken back; need not be subscribed to
	 */
	public Mono<Void> begin(String reason, Duration window) {
		List<AttachedSession> leaving = start(window);
		logger.info("Draining: {} sessions have {} to move ({})", leaving.size(), window, reason);
		Collections.shuffle(leaving, this.random);
		for (int i = 0; i < leaving.size(); i++) {
			leaving.get(i).endpoint().goAway(goAway(reason, window, delay(window, i, leaving.size())));
		}
		this.sessions.standingBy().forEach((standby) -> standby.goAway(goAway(reason, window, Duration.ZERO)));
		return Flux.interval(Duration.ZERO, POLL_INTERVAL, this.timer).takeUntil((tick) -> isOver()).then();
	}

	/** Takes the drain back. Sessions that were asked to move may still do so. */
	public synchronized void cancel() {
		if (this.end != null) {
			this.end.dispose();
			this.end = null;
		}
		if (this.sessions.isDraining()) {
			this.sessions.stopDraining();
			logger.info("Draining no more");
		}
	}

	/**
	 * Closes every connection, those that only probe included, and lets none stay that
	 * comes later. For the end of the process: a server that stops waits for its
	 * connections, and clients need not guess.
	 * @return completes when they are gone, shortly afterwards at the latest; need not be
	 * subscribed to
	 */
	public Mono<Void> end() {
		this.sessions.end().forEach((endpoint) -> close(endpoint, "this gateway is stopped"));
		return Flux.interval(Duration.ZERO, POLL_INTERVAL, this.timer)
			.take(CLOSING, this.timer)
			.takeUntil((tick) -> this.sessions.connections() == 0)
			.then();
	}

	/**
	 * Returns how much of the window is left.
	 * @return zero when it is over, or nothing drains
	 */
	public synchronized Duration remaining() {
		return this.sessions.isDraining()
				? Duration.ofNanos(Math.max(0, this.deadlineNanos - this.nanoClock.getAsLong())) : Duration.ZERO;
	}

	/** Returns when one of several sessions is to move: each has a slot of its own. */
	static Duration delay(Duration window, int index, int count) {
		return Duration.ofNanos((long) (window.toNanos() * SPREAD * index / count));
	}

	private static ControlFrames.GoAway goAway(String reason, Duration window, Duration delay) {
		return new ControlFrames.GoAway(reason, window.toMillis(), delay.toMillis());
	}

	private synchronized List<AttachedSession> start(Duration window) {
		if (this.end != null) {
			this.end.dispose();
		}
		this.deadlineNanos = this.nanoClock.getAsLong() + window.toNanos();
		this.end = this.timer.schedule(this::closeAll, window.toNanos(), TimeUnit.NANOSECONDS);
		return this.sessions.startDraining();
	}

	private void closeAll() {
		List<AttachedSession> left = this.sessions.startDraining();
		logger.info("Drained: {} sessions are closed", left.size());
		left.forEach((session) -> close(session.endpoint(), OVERDUE));
		this.sessions.standingBy().forEach((standby) -> close(standby, OVERDUE));
	}

	private static void close(ClientEndpoint endpoint, String text) {
		endpoint.eventLoop().execute(() -> endpoint.refuseAndClose(CloseCode.DRAINING, text));
	}

	private synchronized boolean isOver() {
		return !this.sessions.isDraining() || this.sessions.size() == 0
				|| this.nanoClock.getAsLong() - this.deadlineNanos >= CLOSING.toNanos();
	}

}
