package dev.perigee.gateway.test;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A nats-server process of its own on a port of its own. It can be stopped and started
 * again on the same port.
 */
public final class NatsServer implements AutoCloseable {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(10);

	private final int port;

	private final @Nullable Path configuration;

	private @Nullable Process process;

	private NatsServer(int port, @Nullable Path configuration) {
		this.port = port;
		this.configuration = configuration;
	}

	/** A server that is not running yet. */
	public static NatsServer stopped() {
		return new NatsServer(freePort(), null);
	}

	public static NatsServer started() {
		NatsServer server = stopped();
		server.start();
		return server;
	}

	/** A running server with a configuration file. */
	public static NatsServer started(String configuration) {
		try {
			Path file = Files.createTempFile("nats", ".conf");
			file.toFile().deleteOnExit();
			Files.writeString(file, configuration);
			NatsServer server = new NatsServer(freePort(), file);
			server.start();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public String url() {
		return "nats://127.0.0.1:" + this.port;
	}

	public void start() {
		List<String> command = new ArrayList<>(
				List.of("nats-server", "-a", "127.0.0.1", "-p", String.valueOf(this.port)));
		if (this.configuration != null) {
			command.addAll(List.of("-c", this.configuration.toString()));
		}
		try {
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.to(new File("target/nats-server-" + this.port + ".log")))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Await.until("nats-server listens on " + this.port, START_TIMEOUT, this::accepts);
	}

	/** Kills the server. */
	public void stop() {
		Process running = this.process;
		if (running == null) {
			return;
		}
		running.destroyForcibly();
		try {
			running.waitFor(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.process = null;
	}

	@Override
	public void close() {
		stop();
	}

	private boolean accepts() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 200);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** A port that is free at the moment. */
	public static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
