package dev.perigee.election;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import dev.perigee.election.transport.Trust;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

import static dev.perigee.election.InvalidSettingException.require;
import static dev.perigee.election.InvalidSettingException.requirePositive;

/**
 * Configures an {@link ElectionClient}. Not safe for use by several threads.
 */
public final class ElectionClientBuilder {

	private final Map<String, Region> regions = new LinkedHashMap<>();

	private @Nullable TokenSupplier tokens;

	private Preference preference = Preference.DEFAULT;

	private @Nullable ElectionStrategy strategy;

	private Duration period = Duration.ofSeconds(3);

	private Duration interval = Duration.ofMillis(200);

	private Duration standbyInterval = Duration.ofSeconds(1);

	private Duration watchInterval = Duration.ofSeconds(5);

	private LoadPenalty loadPenalty = LoadPenalty.DEFAULT;

	private MoveLimits moves = MoveLimits.DEFAULT;

	private Hysteresis hysteresis = Hysteresis.DEFAULT;

	private Duration connectTimeout = Duration.ofSeconds(5);

	private int maxConcurrentCandidates = 8;

	private Duration reviewInterval = Duration.ofMinutes(30);

	private int outboxBytes = 1024 * 1024;

	private MemoryOptions memory = MemoryOptions.NONE;

	private ReportOptions report = ReportOptions.DEFAULT;

	private DiscoveryOptions discovery = DiscoveryOptions.DEFAULT;

	private Trust trust = Trust.system();

	private LongSupplier clock = NanoClock.system();

	private InstantSource wallClock = InstantSource.system();

	private RandomGenerator random = RandomGenerator.getDefault();

	private @Nullable Scheduler scheduler;

	private Scheduler blocking = Schedulers.boundedElastic();

	private @Nullable LoopResources loops;

	private @Nullable Dialers dialers;

	ElectionClientBuilder() {
	}

	/**
	 * Adds a region. The order of regions decides between equals.
	 * @param name its name, as the gateways know it
	 * @param region where it is dialled
	 * @return this builder
	 */
	public ElectionClientBuilder region(String name, Region region) {
		this.regions.put(name, region);
		return this;
	}

	/**
	 * Sets the room token.
	 * @param token always the same token
	 * @return this builder
	 */
	public ElectionClientBuilder token(String token) {
		return tokenSupplier(TokenSupplier.of(token));
	}

	/**
	 * Sets where room tokens come from.
	 * @param tokens asked before each dial that says {@code HELLO}
	 * @return this builder
	 */
	public ElectionClientBuilder tokenSupplier(TokenSupplier tokens) {
		this.tokens = tokens;
		return this;
	}

	/**
	 * Sets the rule of the election.
	 * @param strategy default: {@link ElectionStrategy#adaptive}, 5 ms and 1 %
	 * @return this builder
	 */
	public ElectionClientBuilder strategy(ElectionStrategy strategy) {
		this.strategy = strategy;
		return this;
	}

	/**
	 * Sets the bound of the preference for WebTransport.
	 * @param preference default: 10 % and 5 ms
	 * @return this builder
	 */
	public ElectionClientBuilder preference(Preference preference) {
		this.preference = preference;
		return this;
	}

	/**
	 * Sets how long an election may take.
	 * @param period default: 3 s
	 * @return this builder
	 */
	public ElectionClientBuilder period(Duration period) {
		this.period = period;
		return this;
	}

	/**
	 * Sets the time between two probes of a candidate during an election, and of the
	 * incumbent afterwards.
	 * @param interval default: 200 ms
	 * @return this builder
	 */
	public ElectionClientBuilder interval(Duration interval) {
		this.interval = interval;
		return this;
	}

	/**
	 * Sets the time between two probes of the runner-up.
	 * @param interval default: 1 s
	 * @return this builder
	 */
	public ElectionClientBuilder standbyInterval(Duration interval) {
		this.standbyInterval = interval;
		return this;
	}

	/**
	 * Sets the time between two probes of those that are neither incumbent nor runner-up.
	 * @param interval default: 5 s; zero closes their connections after the election
	 * @return this builder
	 */
	public ElectionClientBuilder watchInterval(Duration interval) {
		this.watchInterval = interval;
		return this;
	}

	/**
	 * Sets what a challenger must show before a working incumbent is left.
	 * @param hysteresis default: 10 ms better and at most two thirds, for 10 s
	 * @return this builder
	 */
	public ElectionClientBuilder hysteresis(Hysteresis hysteresis) {
		this.hysteresis = hysteresis;
		return this;
	}

	/**
	 * Sets how often a working incumbent may be left by choice.
	 * @param moves default: 4 moves in 10 minutes, for a candidate that has not failed
	 * for 30 s
	 * @return this builder
	 */
	public ElectionClientBuilder moves(MoveLimits moves) {
		this.moves = moves;
		return this;
	}

	/**
	 * Sets how much farther away a loaded gateway looks.
	 * @param loadPenalty default: at most 10 ms
	 * @return this builder
	 */
	public ElectionClientBuilder loadPenalty(LoadPenalty loadPenalty) {
		this.loadPenalty = loadPenalty;
		return this;
	}

	/**
	 * Sets how long a dial may take, and as well the way from {@code HELLO} into the
	 * rooms.
	 * @param timeout default: 5 s
	 * @return this builder
	 */
	public ElectionClientBuilder connectTimeout(Duration timeout) {
		this.connectTimeout = timeout;
		return this;
	}

	/**
	 * Sets how many candidates are connected at once. Of more, each region is probed once
	 * and closed again, and the best regions take part in the election.
	 * @param max at least 2, for a move takes two connections; default: 8
	 * @return this builder
	 */
	public ElectionClientBuilder maxConcurrentCandidates(int max) {
		this.maxConcurrentCandidates = max;
		return this;
	}

	/**
	 * Sets how often candidates that are not connected, since there are too many, are
	 * looked at again.
	 * @param interval default: 30 minutes, give or take 15 %
	 * @return this builder
	 */
	public ElectionClientBuilder reviewInterval(Duration interval) {
		this.reviewInterval = interval;
		return this;
	}

	/**
	 * Sets how many bytes of reliable messages to one room may be unacknowledged.
	 * @param bytes default: 1 MiB
	 * @return this builder
	 */
	public ElectionClientBuilder outboxBytes(int bytes) {
		this.outboxBytes = bytes;
		return this;
	}

	/**
	 * Sets whether the client goes to regions that gateways tell of.
	 * @param discovery default: {@link DiscoveryOptions#DEFAULT}
	 * @return this builder
	 */
	public ElectionClientBuilder discovery(DiscoveryOptions discovery) {
		this.discovery = discovery;
		return this;
	}

	/**
	 * Sets which certificates of gateways are believed.
	 * @param trust default: {@link Trust#system()}
	 * @return this builder
	 */
	public ElectionClientBuilder trust(Trust trust) {
		this.trust = trust;
		return this;
	}

	/**
	 * Sets the event loops of the connections.
	 * @param loops default: the client's own, disposed with it; these are not
	 * @return this builder
	 */
	public ElectionClientBuilder loops(LoopResources loops) {
		this.loops = loops;
		return this;
	}

	/**
	 * Sets the thread and the clocks of the client.
	 * @param scheduler one worker of it is used; not disposed with the client
	 * @param clock nanoseconds since an arbitrary origin, in step with the scheduler
	 * @param wallClock dates the records
	 * @return this builder
	 */
	public ElectionClientBuilder time(Scheduler scheduler, LongSupplier clock, InstantSource wallClock) {
		this.scheduler = scheduler;
		this.clock = clock;
		this.wallClock = wallClock;
		return this;
	}

	/**
	 * Sets the source of chance.
	 * @param random default: the JDK's
	 * @return this builder
	 */
	public ElectionClientBuilder random(RandomGenerator random) {
		this.random = random;
		return this;
	}

	/**
	 * Sets what is carried from one run to the next.
	 * @param memory default: {@link MemoryOptions#NONE}
	 * @return this builder
	 */
	public ElectionClientBuilder memory(MemoryOptions memory) {
		this.memory = memory;
		return this;
	}

	/**
	 * Sets whether and how often gateways are told what this client has seen.
	 * @param report default: one client in ten, each minute
	 * @return this builder
	 */
	public ElectionClientBuilder report(ReportOptions report) {
		this.report = report;
		return this;
	}

	/** For tests: where files are read and written. */
	ElectionClientBuilder blocking(Scheduler blocking) {
		this.blocking = blocking;
		return this;
	}

	/** For tests: candidates that need no network. */
	ElectionClientBuilder dialers(Dialers dialers) {
		this.dialers = dialers;
		return this;
	}

	/**
	 * Builds the client. Nothing is dialled before {@link ElectionClient#start()}.
	 * @return the client
	 * @throws IllegalArgumentException when a value is missing or wrong; the message
	 * names the property
	 */
	public ElectionClient build() {
		Settings settings = settings();
		List<Candidate> candidates = Region.candidates(this.regions);
		TransportLoops transportLoops = TransportLoops.of(this.loops);
		Scheduler decisions = (this.scheduler != null) ? this.scheduler : Schedulers.newSingle("election", true);
		Mono<Void> resources = Mono.fromRunnable((this.scheduler != null) ? () -> {
		} : decisions::dispose).then(transportLoops.dispose());
		DeliveryCounters counters = new DeliveryCounters();
		return new DefaultElectionClient(
				settings, candidates, (this.dialers != null) ? this.dialers : transportLoops.dialers(this.trust,
						this.connectTimeout, this.clock, counters.dropped::increment),
				new Loop(decisions, this.clock), counters, resources);
	}

	private Settings settings() {
		require(!this.regions.isEmpty(), "regions", "at least one region expected",
				"Add one, for example election.regions.us-east.websocket=wss://us-east.example.com/rt.");
		requirePositive("interval", this.interval);
		requirePositive("connect-timeout", this.connectTimeout);
		requirePositive("standby-interval", this.standbyInterval);
		require(!this.watchInterval.isNegative(), "watch-interval", "must not be negative, was " + this.watchInterval,
				"Set a duration like 5s, or 0s to close the connections after the election.");
		require(this.period.compareTo(this.interval) >= 0, "period",
				"at least election.interval (%s) expected, was %s".formatted(this.interval, this.period),
				"Raise election.period or lower election.interval: an election needs at least one probe.");
		requirePositive("review-interval", this.reviewInterval);
		require(this.maxConcurrentCandidates > 1, "max-concurrent-candidates",
				"at least 2 expected, was " + this.maxConcurrentCandidates,
				"Set a number like 8: a move takes two connections.");
		require(this.outboxBytes > 0, "outbox-size", "must be positive, was " + this.outboxBytes,
				"Set a size like 1MB.");
		if (this.tokens == null) {
			throw new InvalidSettingException("election.token", "missing",
					"Set election.token, or declare a TokenSupplier bean that fetches fresh tokens.");
		}
		ElectionStrategy rule = (this.strategy != null) ? this.strategy
				: ElectionStrategy.adaptive(ErrorBound.DEFAULT, this.preference, this.loadPenalty);
		return new Settings(new Settings.Dialling(this.connectTimeout, this.interval, new Backoff(this.random)),
				new Settings.Election(rule, this.period, this.interval, this.maxConcurrentCandidates,
						this.reviewInterval, this.wallClock),
				new Settings.Monitoring(this.standbyInterval, this.watchInterval, this.preference, this.hysteresis,
						this.loadPenalty, this.moves, this.random),
				new Settings.Sessions(this.tokens, this.connectTimeout, this.outboxBytes, Duration.ofSeconds(5),
						new AttachSpread(this.random)),
				this.memory.settings(this.wallClock, this.random, this.blocking), this.report, this.discovery);
	}

}
