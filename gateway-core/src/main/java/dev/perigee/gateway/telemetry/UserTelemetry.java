package dev.perigee.gateway.telemetry;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.perigee.gateway.metrics.GatewayMeter;
import dev.perigee.protocol.ReportFrames.Report;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the users of this gateway report: into histograms at once, and every now and then
 * into a judgement of faults and demand. An address becomes the name of a network here
 * and goes no further. Reports come in on any thread; {@link #review()} is for one.
 */
public final class UserTelemetry implements ReportListener {

	private static final Logger logger = LoggerFactory.getLogger(UserTelemetry.class);

	private final TelemetryProperties properties;

	private final NetworkNames names;

	private final String region;

	private final Supplier<? extends Collection<String>> liveRegions;

	private final LongSupplier nanoClock;

	private final UserMeters meters;

	private final RecentUsers users;

	private final TopNetworks networks;

	private final FaultDetector detector;

	/** Those that are gone, too: that is when users have something to say of them. */
	private final Set<String> knownRegions = ConcurrentHashMap.newKeySet();

	private volatile Map<Fault, Votes> faults = Map.of();

	private volatile Demand demand;

	/**
	 * Begins with nothing reported.
	 * @param properties bounds and thresholds
	 * @param names the networks of addresses
	 * @param region where this gateway is
	 * @param liveRegions the regions that are alive now
	 * @param nanoClock tells how old a report is
	 * @param registry where meters go
	 */
	public UserTelemetry(TelemetryProperties properties, NetworkNames names, String region,
			Supplier<? extends Collection<String>> liveRegions, LongSupplier nanoClock, MeterRegistry registry) {
		this.properties = properties;
		this.names = names;
		this.region = region;
		this.liveRegions = liveRegions;
		this.nanoClock = nanoClock;
		this.meters = new UserMeters(registry);
		this.users = new RecentUsers(properties);
		this.networks = new TopNetworks(properties.maxNetworks());
		this.detector = new FaultDetector(properties.minUsers());
		this.demand = Demand.of(region, List.of(), properties.farAbove(), properties.minUsers());
		Gauge.builder(GatewayMeter.USERS_REPORTING.meterName(), () -> this.demand.users())
			.description(GatewayMeter.USERS_REPORTING.description())
			.register(registry);
	}

	@Override
	public void onReport(Report report, String user, SocketAddress address) {
		ReportOutcome outcome = this.users.offer(user, this.nanoClock.getAsLong(), () -> count(report, address));
		this.meters.count(outcome);
	}

	private UserView count(Report report, SocketAddress address) {
		this.knownRegions.addAll(this.liveRegions.get());
		PlausibleReport plausible = PlausibleReport.of(report, this.knownRegions);
		String network = network(address);
		UserView view = new UserView(network, plausible.readings());
		this.meters.count(plausible, this.networks.tag(network));
		view.best()
			.ifPresent((best) -> view.regretMicros(this.region)
				.ifPresent((micros) -> this.meters.regret(best.getKey(), micros)));
		return view;
	}

	private String network(SocketAddress address) {
		return (address instanceof InetSocketAddress socket && socket.getAddress() != null)
				? this.names.name(socket.getAddress()) : NetworkNames.UNKNOWN;
	}

	/**
	 * Judges anew what users have reported lately.
	 */
	public void review() {
		this.knownRegions.addAll(this.liveRegions.get());
		this.meters.know(this.knownRegions);
		List<UserView> views = this.users.views(this.nanoClock.getAsLong());
		this.networks.rank(views).forEach(this.meters::forget);
		this.demand = Demand.of(this.region, views, this.properties.farAbove(), this.properties.minUsers());
		this.meters.show(this.demand);
		Map<Fault, Votes> before = this.faults;
		Map<Fault, Votes> now = this.detector.judge(views, before.keySet());
		this.faults = now;
		this.meters.show(now.keySet().stream().map(this::inMeters).collect(Collectors.toSet()));
		tell(before, now);
	}

	private Fault inMeters(Fault fault) {
		return (fault.kind() == Fault.Kind.NETWORK) ? new Fault(fault.kind(), this.networks.tag(fault.subject()))
				: fault;
	}

	private void tell(Map<Fault, Votes> before, Map<Fault, Votes> now) {
		now.forEach((fault, votes) -> {
			if (!before.containsKey(fault)) {
				this.meters.raised(fault);
				logger.warn("Users say that {} is bad: {} of {}", fault, votes.against(), votes.users());
			}
		});
		before.keySet()
			.stream()
			.filter((fault) -> !now.containsKey(fault))
			.forEach((fault) -> logger.info("Users no longer say that {} is bad", fault));
	}

	/**
	 * Returns what stood at the last review.
	 * @return each fault with its votes
	 */
	public Map<Fault, Votes> faults() {
		return this.faults;
	}

	/**
	 * Returns the demand at the last review.
	 * @return whose optimum is where
	 */
	public Demand demand() {
		return this.demand;
	}

}
