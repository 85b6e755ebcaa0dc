package dev.perigee.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * What Actuator shows of an application's meters, for clients that run in the test.
 */
final class MetricsPage implements AutoCloseable {

	private static final String PATH = "/actuator/prometheus";

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final HttpServer server;

	MetricsPage() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext(PATH, (exchange) -> {
			byte[] body = this.registry.scrape().getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		this.server.start();
	}

	PrometheusMeterRegistry registry() {
		return this.registry;
	}

	URI uri() {
		InetSocketAddress address = this.server.getAddress();
		return URI.create("http://%s:%d%s".formatted(address.getHostString(), address.getPort(), PATH));
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.registry.close();
	}

}
