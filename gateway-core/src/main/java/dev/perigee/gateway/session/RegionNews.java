package dev.perigee.gateway.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.room.EncodedFrame;
import dev.perigee.protocol.RegionHealth;
import dev.perigee.protocol.RegionInfo;
import dev.perigee.protocol.UpdateFrames.Regions;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Tells the sessions of this node when regions come or go or have other endpoints, at
 * most once in a while; load and health are no news. Says nothing while this node is
 * isolated, for it does not know then. Confined to the timer.
 */
public final class RegionNews {

	private static final Duration LOOK = Duration.ofSeconds(1);

	private static final Duration PAUSE = Duration.ofSeconds(5);

	private final Cluster cluster;

	private final Sessions sessions;

	private final Scheduler timer;

	private final LongSupplier nanoClock;

	/** What was told last. */
	private List<RegionInfo> told = List.of();

	private long toldNanos;

	private @Nullable Disposable ticks;

	/**
	 * Creates news that nobody is told yet.
	 * @param cluster knows the regions
	 * @param sessions who is told
	 * @param timer what it looks on
	 * @param nanoClock what pauses are measured with
	 */
	public RegionNews(Cluster cluster, Sessions sessions, Scheduler timer, LongSupplier nanoClock) {
		this.cluster = cluster;
		this.sessions = sessions;
		this.timer = timer;
		this.nanoClock = nanoClock;
		this.toldNanos = nanoClock.getAsLong() - PAUSE.toNanos();
	}

	/**
	 * Begins to look for news.
	 */
	public void start() {
		this.ticks = this.timer.schedulePeriodically(this::look, LOOK.toMillis(), LOOK.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	/**
	 * Ends what {@link #start()} began.
	 */
	public void stop() {
		if (this.ticks != null) {
			this.ticks.dispose();
		}
	}

	private void look() {
		long now = this.nanoClock.getAsLong();
		if (now - this.toldNanos < PAUSE.toNanos()) {
			return;
		}
		List<RegionInfo> regions = this.cluster.regions();
		List<RegionInfo> places = regions.stream().map(RegionNews::place).toList();
		if (!places.equals(this.told) && !isIsolated(regions)) {
			this.told = places;
			this.toldNanos = now;
			EncodedFrame news = EncodedFrame.of(new Regions(regions));
			this.sessions.attached()
				.forEach((session) -> session.eventLoop().execute(() -> session.endpoint().send(news)));
		}
	}

	private boolean isIsolated(List<RegionInfo> regions) {
		return regions.stream()
			.anyMatch((region) -> region.name().equals(this.cluster.self().region())
					&& region.health() == RegionHealth.ISOLATED);
	}

	/** Leaves out what is no news. */
	private static RegionInfo place(RegionInfo region) {
		return new RegionInfo(region.name(), region.websocket(), region.webtransport(), 0, null);
	}

}
