package dev.perigee.election;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import dev.perigee.protocol.ReportFrames;
import dev.perigee.protocol.ReportFrames.CandidateSummary;
import dev.perigee.protocol.ReportFrames.Move;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Tells the gateway now and then what this client has seen, if it is one of those that
 * do. Waits until nothing else is going on: a report that is not due is kept for the next
 * time. Confined to the client's loop.
 */
final class Reporter {

	/** With these bounds a report has less than 10 KiB. */
	private static final int MAX_CANDIDATES = 32;

	private static final int MAX_MOVES = 16;

	private static final int MIN_FRAME_BYTES = 16 * 1024;

	private static final double TAIL = 0.95;

	private final ReportOptions options;

	private final RandomGenerator random;

	private final Contenders contenders;

	private final Loop loop;

	private final Map<Candidate, RttWindow> rtts = new HashMap<>();

	/** What contenders had counted at the last report. */
	private final Map<Candidate, Counted> counted = new HashMap<>();

	private final List<Move> moves = new ArrayList<>();

	private int elections;

	private @Nullable Long firstUsableMillis;

	private boolean started;

	private boolean reports;

	private Disposable next = Disposables.disposed();

	Reporter(Settings settings, Contenders contenders, Loop loop) {
		this.options = settings.report();
		this.random = settings.monitoring().random();
		this.contenders = contenders;
		this.loop = loop;
	}

	/**
	 * Begins to watch, or never does.
	 * @param way returns where reports go, {@code null} while anything else matters more
	 */
	void start(Announcements announcements, Supplier<@Nullable Route> way) {
		this.reports = this.options.share() > 0 && this.random.nextDouble() < this.options.share();
		if (this.reports) {
			announcements.events().subscribe(this::onEvent);
			// clients that have started together do not report together
			schedule(Math.round(this.options.interval().toNanos() * this.random.nextDouble()), way);
		}
	}

	void onSample(Contender contender) {
		if (this.reports) {
			this.rtts.computeIfAbsent(contender.candidate(), (candidate) -> new RttWindow())
				.add(contender.rtt().latestNanos());
		}
	}

	void stop() {
		this.reports = false;
		this.next.dispose();
	}

	private void onEvent(ConnectionEvent event) {
		if (event instanceof ConnectionEvent.Connected connected && !this.started) {
			this.started = true;
			this.firstUsableMillis = connected.sinceStart().toMillis();
		}
		else if (event instanceof ConnectionEvent.Elected) {
			this.elections++;
		}
		else if (event instanceof ConnectionEvent.Migrated migrated) {
			moved(migrated.reason(), migrated.from(), null);
		}
		else if (event instanceof ConnectionEvent.FailedOver failedOver) {
			moved(failedOver.reason(), failedOver.from(), failedOver.blackout());
		}
	}

	private void moved(MoveReason reason, Candidate from, @Nullable Duration blackout) {
		if (isNameable(from) && this.moves.size() < MAX_MOVES) {
			this.moves.add(new Move(onTheWire(reason), from.region(), (blackout != null) ? blackout.toMillis() : null));
		}
	}

	private static ReportFrames.MoveReason onTheWire(MoveReason reason) {
		return switch (reason) {
			case ELECTED -> ReportFrames.MoveReason.ELECTED;
			case FASTER, TROUBLED -> ReportFrames.MoveReason.BETTER;
			case DRAINING -> ReportFrames.MoveReason.DRAIN;
			case REMOVED -> ReportFrames.MoveReason.OTHER;
			case SILENT -> ReportFrames.MoveReason.SILENCE;
			case CLOSED -> ReportFrames.MoveReason.CLOSED;
		};
	}

	private void schedule(long delayNanos, Supplier<@Nullable Route> way) {
		this.next = this.loop.schedule(() -> {
			Route route = way.get();
			if (route != null && route.limits().maxFrameBytes() >= MIN_FRAME_BYTES) {
				route.send(report());
			}
			schedule(Pace.around(this.options.interval(), this.random).nextNanos(), way);
		}, delayNanos);
	}

	/** Puts together what has happened since the last report. */
	private ReportFrames.Report report() {
		List<CandidateSummary> candidates = this.contenders.all()
			.stream()
			.filter((contender) -> isNameable(contender.candidate()))
			.map(this::summary)
			.filter(Objects::nonNull)
			.limit(MAX_CANDIDATES)
			.toList();
		ReportFrames.Report report = new ReportFrames.Report(candidates, this.moves, this.elections,
				this.firstUsableMillis);
		this.rtts.clear();
		this.moves.clear();
		this.elections = 0;
		this.firstUsableMillis = null;
		return report;
	}

	/** Returns what one has shown, {@code null} if nothing was asked of it. */
	private @Nullable CandidateSummary summary(Contender contender) {
		Candidate candidate = contender.candidate();
		Counted now = new Counted(contender.probesSent(), contender.echoes());
		Counted before = Objects.requireNonNullElse(this.counted.put(candidate, now), Counted.NOTHING);
		RttWindow rtt = this.rtts.get(candidate);
		// also while it is dialled again, which takes most of the time
		boolean failed = contender.failure() != null;
		int probes = now.probes() - before.probes();
		if (probes == 0 && rtt == null && !failed) {
			return null;
		}
		int lost = Math.min(Math.max(probes - (now.echoes() - before.echoes()), 0), probes);
		return new CandidateSummary(candidate.region(), candidate.transport(), failed, probes, lost,
				(rtt != null) ? rtt.quantileMicros(0.5) : null, (rtt != null) ? rtt.quantileMicros(TAIL) : null);
	}

	private static boolean isNameable(Candidate candidate) {
		return candidate.region().getBytes(StandardCharsets.UTF_8).length <= ReportFrames.MAX_REGION_BYTES;
	}

	/**
	 * What a contender has counted in its life.
	 *
	 * @param probes those that were sent
	 * @param echoes those that were answered
	 */
	private record Counted(int probes, int echoes) {

		static final Counted NOTHING = new Counted(0, 0);

	}

}
