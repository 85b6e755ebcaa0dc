package dev.perigee.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import dev.perigee.lab.nats.NatsConfiguration;
import dev.perigee.protocol.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Describes a lab before it is started. Used by one thread.
 */
public final class LabBuilder {

	List<String> regions = List.of();

	int natsServersPerRegion = 1;

	@Nullable NatsConfiguration natsConfiguration;

	Set<Transport> gateways = Set.of(Transport.values());

	int gatewaysPerTransport = 1;

	final Map<Transport, List<String>> gatewayOptions = new EnumMap<>(Transport.class);

	final Map<String, String> clients = new LinkedHashMap<>();

	long seed = 1;

	@Nullable Path directory;

	Consumer<String> progress = (message) -> {
	};

	LabBuilder() {
	}

	/**
	 * Names the regions. Between those of {@link WorldLatency} messages take as long as
	 * in the real world.
	 * @param names one or more
	 * @return this
	 */
	public LabBuilder regions(String... names) {
		this.regions = List.copyOf(new LinkedHashSet<>(List.of(names)));
		return this;
	}

	/**
	 * Sets the size of each NATS cluster.
	 * @param count 1 if not set
	 * @return this
	 */
	public LabBuilder natsServersPerRegion(int count) {
		this.natsServersPerRegion = count;
		return this;
	}

	/**
	 * Sets who writes the configuration of nats-servers.
	 * @param configuration the template of {@code nats-config} if not set
	 * @return this
	 */
	public LabBuilder natsConfiguration(NatsConfiguration configuration) {
		this.natsConfiguration = configuration;
		return this;
	}

	/**
	 * Sets which gateways each region has.
	 * @param transports both if not set; none for a lab of NATS only
	 * @return this
	 */
	public LabBuilder gateways(Transport... transports) {
		this.gateways = Set.of(transports);
		return this;
	}

	/**
	 * Sets how many gateways of each transport a region has. They share one address for
	 * each user, as behind a load balancer.
	 * @param count 1 if not set
	 * @return this
	 */
	public LabBuilder gatewaysPerTransport(int count) {
		this.gatewaysPerTransport = count;
		return this;
	}

	/**
	 * Adds options of the gateways' JVMs. A system property is also a way to set a
	 * property of the gateway.
	 * @param options such as {@code -Dgateway.room.linger=5s}
	 * @return this
	 */
	public LabBuilder gatewayOptions(String... options) {
		for (Transport transport : Transport.values()) {
			gatewayOptions(transport, options);
		}
		return this;
	}

	/**
	 * Adds options of the JVMs of the gateways of one transport.
	 * @param transport which gateways
	 * @param options such as {@code -Dserver.ssl.bundle=edge}
	 * @return this
	 */
	public LabBuilder gatewayOptions(Transport transport, String... options) {
		this.gatewayOptions.computeIfAbsent(transport, (none) -> new ArrayList<>()).addAll(List.of(options));
		return this;
	}

	/**
	 * Adds a user. The links of the first one are what gateways announce to everybody,
	 * because what gateways announce is one address for all.
	 * @param name the user's name
	 * @param home a place of {@link WorldLatency}, or a region of this lab
	 * @return this
	 */
	public LabBuilder client(String name, String home) {
		this.clients.put(name, home);
		return this;
	}

	/**
	 * Sets the seed of loss and jitter.
	 * @param value any number
	 * @return this
	 */
	public LabBuilder seed(long value) {
		this.seed = value;
		return this;
	}

	/**
	 * Keeps configuration and logs.
	 * @param path a directory that is left as it is in the end; a temporary one that is
	 * deleted if not set
	 * @return this
	 */
	public LabBuilder directory(Path path) {
		this.directory = path;
		return this;
	}

	/**
	 * Listens to the progress of the start.
	 * @param listener gets a short sentence for each step, on the starting thread
	 * @return this
	 */
	public LabBuilder onProgress(Consumer<String> listener) {
		this.progress = listener;
		return this;
	}

	/**
	 * Starts the lab and waits until all of it is ready.
	 * @return the lab, to be closed by the caller
	 * @throws IllegalStateException when something is not installed, not built or doesn't
	 * start; the message has its last output, and nothing is left running
	 */
	public Lab start() {
		return Lab.start(this);
	}

}
