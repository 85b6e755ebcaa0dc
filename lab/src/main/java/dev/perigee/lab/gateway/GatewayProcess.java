package dev.perigee.lab.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

import dev.perigee.lab.port.PortLease;
import dev.perigee.lab.process.HttpProbe;
import dev.perigee.lab.process.Launch;
import dev.perigee.lab.process.ManagedProcess;
import dev.perigee.protocol.Transport;
import org.jspecify.annotations.Nullable;

/**
 * One gateway, a JVM of its own. Its addresses stay the same when it is started again.
 * Thread-safe.
 */
public final class GatewayProcess {

	private static final Duration READY_BOUND = Duration.ofSeconds(120);

	private static final Duration STOP_BOUND = Duration.ofSeconds(30);

	private static final Duration DRAIN_GRACE = Duration.ofSeconds(5);

	private static final String PROPERTIES_FILE = "application.properties";

	private final String node;

	private final Transport transport;

	private final GatewayProgram program;

	private final Path home;

	private final InetSocketAddress http;

	private final InetSocketAddress management;

	private final InetSocketAddress udp;

	/** Guarded by this. */
	private @Nullable ManagedProcess process;

	/** Whether it was ready, and nobody has told it to end since. */
	private volatile boolean serving;

	/**
	 * Prepares a gateway without starting it.
	 * @param node its name, unique in the lab
	 * @param transport which of the two gateways it is
	 * @param program its executable jar
	 * @param home an existing directory for its configuration and log
	 * @param ports where its addresses come from
	 */
	public GatewayProcess(String node, Transport transport, GatewayProgram program, Path home, PortLease ports) {
		this.node = node;
		this.transport = transport;
		this.program = program;
		this.home = home;
		this.http = ports.nextAddress();
		this.management = (transport == Transport.WEBSOCKET) ? ports.nextAddress() : this.http;
		this.udp = ports.nextAddress();
	}

	/**
	 * Writes the configuration, for the next start.
	 * @param settings what gateways of its region are told
	 * @param announced where the region's gateways tell clients to find it
	 */
	public void configure(GatewaySettings settings, URI announced) {
		Properties properties = settings.toProperties();
		properties.put("gateway.node", this.node);
		properties.put("gateway.public-" + this.transport.id() + "-url", announced.toString());
		properties.put("gateway.wt.host", this.udp.getAddress().getHostAddress());
		properties.put("gateway.wt.port", String.valueOf(this.udp.getPort()));
		properties.put("server.address", this.http.getAddress().getHostAddress());
		properties.put("server.port", String.valueOf(this.http.getPort()));
		properties.put("management.server.port", String.valueOf(this.management.getPort()));
		if (!this.management.equals(this.http)) {
			properties.put("management.server.address", this.management.getAddress().getHostAddress());
		}
		properties.put("spring.output.ansi.enabled", "never");
		properties.put("spring.main.banner-mode", "off");
		try (Writer writer = Files.newBufferedWriter(this.home.resolve(PROPERTIES_FILE))) {
			properties.store(writer, null);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot configure " + this.node, ex);
		}
	}

	/**
	 * Tells whether {@link #train()} has been done, by this lab or an earlier one.
	 * @return whether gateways of this kind start fast
	 */
	public boolean isTrained() {
		return this.program.isTrained();
	}

	/**
	 * Makes the start of this gateway and of those like it faster, for all labs to come.
	 * It must have been configured.
	 * @return whether it worked; if not, nothing is different
	 */
	public boolean train() {
		return this.program.train(this.home);
	}

	/**
	 * Starts the process, if it doesn't run, without waiting for it.
	 */
	public synchronized void launch() {
		if (this.process == null || !this.process.isAlive()) {
			this.process = ManagedProcess.start(new Launch(this.node, this.program.command(), Map.of(), this.home));
		}
	}

	/**
	 * Waits until the gateway says that it is ready.
	 * @throws IllegalStateException with its last output when it ends first
	 */
	public void awaitReady() {
		URI readiness = actuator("health/readiness");
		process().await("readiness at " + readiness, READY_BOUND, () -> HttpProbe.get(readiness).isPresent());
		this.serving = true;
	}

	/**
	 * Waits until the gateway is healthy, which, other than readiness, takes a connection
	 * to NATS.
	 * @throws IllegalStateException with its last output when it ends first
	 */
	public void awaitHealthy() {
		URI health = actuator("health");
		process().await("health at " + health, READY_BOUND, () -> HttpProbe.get(health).isPresent());
	}

	/**
	 * Starts the process, if it doesn't run, and waits until it is ready.
	 */
	public void start() {
		launch();
		awaitReady();
	}

	/**
	 * Ends the process with SIGKILL: no drain, no close frames.
	 */
	public void kill() {
		this.serving = false;
		process().kill();
	}

	/**
	 * Ends the process with SIGTERM, as a deployment does.
	 * @return whether it ended by itself within 30 s
	 */
	public boolean stop() {
		this.serving = false;
		return process().stop(STOP_BOUND);
	}

	/**
	 * Ends the process as Kubernetes ends a pod: nobody new is led to it, it is drained
	 * by a GET before it gets SIGTERM.
	 * @param window how long the drain may take
	 * @return whether it could be drained and has ended by itself
	 */
	public boolean terminate(Duration window) {
		this.serving = false;
		boolean drained = HttpProbe
			.tell("GET", actuator("drain/%dms".formatted(window.toMillis())), "", window.plus(DRAIN_GRACE))
			.isPresent();
		return stop() && drained;
	}

	/**
	 * Stops the process, if it runs, and starts it again at the same addresses.
	 */
	public void restart() {
		stop();
		start();
	}

	/**
	 * Sends its sessions elsewhere, and waits until they are gone.
	 * @param window how long they may take
	 * @return whether it could be told and has answered in time
	 */
	public boolean drain(Duration window) {
		return HttpProbe
			.tell("POST", actuator("drain"), "{\"window\":\"%dms\"}".formatted(window.toMillis()),
					window.plus(DRAIN_GRACE))
			.isPresent();
	}

	/**
	 * Takes a drain back.
	 * @return whether it could be told
	 */
	public boolean undrain() {
		return HttpProbe.tell("DELETE", actuator("drain"), "", DRAIN_GRACE).isPresent();
	}

	/**
	 * Stops the process in its tracks with SIGSTOP: connections stay open and nobody
	 * answers.
	 */
	public void pause() {
		process().pause();
	}

	/**
	 * Lets a paused process go on.
	 */
	public void resume() {
		process().resume();
	}

	/** Kills the process, if it was ever started. */
	public synchronized void close() {
		if (this.process != null) {
			this.process.close();
		}
	}

	private synchronized ManagedProcess process() {
		if (this.process == null) {
			throw new IllegalStateException(this.node + " was never started");
		}
		return this.process;
	}

	/**
	 * Tells whether the process runs or is paused.
	 * @return whether it has not ended
	 */
	public synchronized boolean isAlive() {
		return this.process != null && this.process.isAlive();
	}

	/**
	 * Tells whether somebody new may be led here.
	 * @return whether it runs, was ready, and was not told to end
	 */
	public boolean isServing() {
		return this.serving && isAlive();
	}

	/**
	 * Returns the id of the process.
	 * @return the process id
	 */
	public long pid() {
		return process().pid();
	}

	/**
	 * Returns where its endpoint is: a TCP address for WebSocket, a UDP address for
	 * WebTransport. Clients of the lab get there over a link.
	 * @return the address
	 */
	public InetSocketAddress address() {
		return (this.transport == Transport.WEBSOCKET) ? this.http : this.udp;
	}

	/**
	 * Returns the URL of its endpoint without a link before it.
	 * @return a {@code ws} or {@code https} URL
	 */
	public URI url() {
		return url(this.transport, address());
	}

	/**
	 * Returns the URL of a gateway's endpoint behind an address.
	 * @param transport which gateway
	 * @param address its own address, or that of a link to it
	 * @return a {@code ws} or {@code https} URL
	 */
	public static URI url(Transport transport, InetSocketAddress address) {
		String scheme = (transport == Transport.WEBSOCKET) ? "ws" : "https";
		return URI.create("%s://%s:%d/rt".formatted(scheme, address.getAddress().getHostAddress(), address.getPort()));
	}

	/**
	 * Returns the URL of an Actuator endpoint.
	 * @param endpoint its path below {@code /actuator/}
	 * @return the URL
	 */
	public URI actuator(String endpoint) {
		return URI.create("http://%s:%d/actuator/%s".formatted(this.management.getAddress().getHostAddress(),
				this.management.getPort(), endpoint));
	}

	/**
	 * Returns the name under which it announces itself.
	 * @return the node
	 */
	public String node() {
		return this.node;
	}

	/**
	 * Returns which of the two gateways it is.
	 * @return the transport
	 */
	public Transport transport() {
		return this.transport;
	}

	/**
	 * Returns where it writes what happens to it.
	 * @return the log file
	 */
	public Path log() {
		return process().log();
	}

	@Override
	public String toString() {
		return this.node;
	}

}
