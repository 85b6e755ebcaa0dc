package dev.perigee.bench.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import dev.perigee.election.ElectionClient;
import dev.perigee.election.ElectionClientBuilder;
import dev.perigee.election.Region;
import dev.perigee.lab.Lab;
import dev.perigee.lab.LabBuilder;
import dev.perigee.lab.LabClient;
import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.gateway.GatewayVitals;
import dev.perigee.lab.time.LabClock;
import dev.perigee.protocol.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Three regions with users in each of them. The gateways of the first region are never
 * killed, so that what leaks piles up there. Thread-safe.
 */
final class SoakWorld implements AutoCloseable {

	static final List<String> REGIONS = List.of("us-east", "frankfurt", "singapore");

	private static final int NATS_SERVERS_PER_REGION = 2;

	/** The grace of sessions that ended without a word, and the linger of rooms. */
	private static final Duration IDLE_BOUND = Duration.ofSeconds(60);

	/** To tell its meters is work for a gateway. */
	private static final Duration IDLE_POLL = Duration.ofSeconds(1);

	/** Rooms are forgotten soon, so that a run sees many subscriptions come and go. */
	private static final String[] OPTIONS = { "-Dio.netty.leakDetection.level=paranoid", "-Dgateway.room.linger=5s" };

	private final Lab lab;

	private SoakWorld(Lab lab) {
		this.lab = lab;
	}

	/**
	 * Starts all processes.
	 * @param directory where configuration and logs are kept, if at all
	 * @param progress told what happens
	 * @return the world, to be closed by the caller
	 */
	static SoakWorld start(@Nullable Path directory, Consumer<String> progress) {
		LabBuilder builder = Lab.builder()
			.regions(REGIONS.toArray(String[]::new))
			.natsServersPerRegion(NATS_SERVERS_PER_REGION)
			.gatewayOptions(OPTIONS)
			.onProgress(progress);
		return new SoakWorld(((directory != null) ? builder.directory(directory) : builder).start());
	}

	Lab lab() {
		return this.lab;
	}

	/** All gateways. */
	List<GatewayProcess> gateways() {
		return this.lab.regions().stream().flatMap((region) -> region.gateways().stream()).toList();
	}

	/** The gateways that may be killed. */
	List<GatewayProcess> mortals() {
		List<GatewayProcess> mortals = new ArrayList<>(gateways());
		mortals.removeAll(survivors());
		return mortals;
	}

	private List<GatewayProcess> survivors() {
		return this.lab.region(REGIONS.get(0)).gateways();
	}

	/**
	 * Makes users, one in each region in turn: the first may use any transport, the next
	 * only WebSocket, the third only WebTransport, and so on.
	 * @param group names them
	 * @param count how many
	 * @param offset of the transports against the regions
	 */
	List<User> users(String group, int count, int offset) {
		List<Set<Transport>> choices = List.of(EnumSet.allOf(Transport.class), Set.of(Transport.WEBSOCKET),
				Set.of(Transport.WEBTRANSPORT));
		List<User> users = new ArrayList<>();
		for (int number = 0; number < count; number++) {
			LabClient links = this.lab.addClient(group + '-' + number, REGIONS.get(number % REGIONS.size()));
			users.add(new User(links, choices.get((number + offset) % choices.size())));
		}
		return users;
	}

	/** Makes a client that may elect every region. */
	ElectionClient client(User user, String room) {
		ElectionClientBuilder builder = this.lab.electionClient(user.links(), room);
		REGIONS.forEach((region) -> builder.region(region, user.endpoints(region)));
		return builder.build();
	}

	/**
	 * Waits until no gateway holds anything for clients, and measures what they hold all
	 * the same.
	 */
	Vitals vitals() {
		List<GatewayVitals> all = gateways().stream().map(GatewayVitals::new).toList();
		LabClock.await(IDLE_BOUND, () -> isIdle(all), () -> "gateways without connections and rooms: " + all);
		List<GatewayVitals> survivors = survivors().stream().map(GatewayVitals::new).toList();
		return new Vitals(survivors.stream().mapToLong(GatewayVitals::liveBytes).sum(),
				survivors.stream().mapToLong(GatewayVitals::openFiles).sum(),
				this.lab.regions()
					.stream()
					.flatMap((region) -> region.natsServers().stream())
					.mapToInt((server) -> server.monitor().subscriptions())
					.sum(),
				all.stream().mapToLong(GatewayVitals::reportedLeaks).sum());
	}

	private static boolean isIdle(List<GatewayVitals> gateways) {
		LabClock.pass(IDLE_POLL);
		return gateways.stream().allMatch(GatewayVitals::isIdle);
	}

	@Override
	public void close() {
		this.lab.close();
	}

	/**
	 * What is held when nobody is there.
	 *
	 * @param heapBytes live objects in the gateways that are never killed
	 * @param openFiles file descriptors of the gateways that are never killed
	 * @param subscriptions of all gateways at the nats-servers
	 * @param leakedBuffers reported by all gateways so far
	 */
	record Vitals(long heapBytes, long openFiles, int subscriptions, long leakedBuffers) {

	}

	/**
	 * Somebody with a device.
	 *
	 * @param links the user's ways to all gateways
	 * @param transports what the device can do
	 */
	record User(LabClient links, Set<Transport> transports) {

		private Region endpoints(String region) {
			Region all = this.links.endpoints(region);
			return new Region(this.transports.contains(Transport.WEBSOCKET) ? all.websocket() : null,
					this.transports.contains(Transport.WEBTRANSPORT) ? all.webtransport() : null);
		}

	}

}
