package dev.perigee.lab.nats;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.perigee.lab.process.Executables;
import dev.perigee.lab.process.Launch;
import dev.perigee.lab.process.ManagedProcess;
import dev.perigee.lab.time.LabClock;
import org.jspecify.annotations.Nullable;

/**
 * One nats-server process of a supercluster. Its addresses stay the same when it is
 * started again. Thread-safe.
 */
public final class NatsServer {

	static final String CONFIG_FILE = "nats-server.conf";

	private static final Duration START_BOUND = Duration.ofSeconds(20);

	private static final Duration STOP_BOUND = Duration.ofSeconds(10);

	private final ServerConfig config;

	private final Path home;

	private final Map<String, String> environment;

	/** Guarded by this. */
	private @Nullable ManagedProcess process;

	NatsServer(ServerConfig config, Path home, Map<String, String> environment) {
		this.config = config;
		this.home = home;
		this.environment = environment;
	}

	/**
	 * Lets the program check its own configuration: that says more than a failed start.
	 */
	void check() {
		launch("check", "-t").awaitSuccess(START_BOUND);
	}

	/** Starts without waiting for an answer. */
	synchronized void launch() {
		if (this.process == null || !this.process.isAlive()) {
			this.process = launch("server");
		}
	}

	private ManagedProcess launch(String role, String... options) {
		Path program = Executables.find("nats-server", "apt-get install nats-server, or brew install nats-server");
		List<String> command = Stream.concat(Stream.of(program.toString(), "-c", CONFIG_FILE), Stream.of(options))
			.toList();
		return ManagedProcess.start(new Launch(this.config.name() + '-' + role, command, this.environment, this.home));
	}

	/**
	 * Starts the server, if it doesn't run, and waits until it answers; it may find its
	 * peers later.
	 */
	public void start() {
		launch();
		process().await("an answer of its monitor", START_BOUND, () -> monitor().isAnswering());
	}

	/**
	 * Ends the server with SIGKILL.
	 */
	public void kill() {
		process().kill();
	}

	/**
	 * Ends the server with SIGTERM: it closes its connections and goes.
	 */
	public void stop() {
		process().stop(STOP_BOUND);
	}

	/**
	 * Tells the server to leave gently: it takes no new client, sends the others away bit
	 * by bit and ends by itself after about 30 s.
	 */
	public void lameDuck() {
		process().signal("USR2");
	}

	/**
	 * Waits until the server has ended by itself, as after {@link #lameDuck()}.
	 * @param bound how long to wait at most
	 * @throws IllegalStateException when it has not
	 */
	public void awaitEnd(Duration bound) {
		LabClock.await(bound, () -> !isAlive(), () -> this + " ends");
	}

	/**
	 * Stops the server in its tracks with SIGSTOP.
	 */
	public void pause() {
		process().pause();
	}

	/**
	 * Lets a paused server go on.
	 */
	public void resume() {
		process().resume();
	}

	synchronized ManagedProcess process() {
		if (this.process == null) {
			throw new IllegalStateException(this + " was never started");
		}
		return this.process;
	}

	/** Kills the server, if it was ever started. */
	synchronized void close() {
		if (this.process != null) {
			this.process.close();
		}
	}

	/**
	 * Tells whether the process runs or is paused.
	 * @return whether it has not ended
	 */
	public synchronized boolean isAlive() {
		return this.process != null && this.process.isAlive();
	}

	/**
	 * Returns what clients dial.
	 * @return a {@code tls} URL
	 */
	public URI clientUrl() {
		return URI.create("tls://" + ServerAddresses.text(this.config.addresses().client()));
	}

	/**
	 * Returns the server's own view of its connections.
	 * @return the monitor
	 */
	public NatsMonitor monitor() {
		return new NatsMonitor(URI.create("http://" + ServerAddresses.text(this.config.addresses().monitor())));
	}

	/**
	 * Returns where the server writes what happens to it.
	 * @return the log file
	 */
	public Path log() {
		return process().log();
	}

	ServerAddresses addresses() {
		return this.config.addresses();
	}

	@Override
	public String toString() {
		return this.config.name();
	}

}
