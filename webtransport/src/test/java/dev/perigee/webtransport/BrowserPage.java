package dev.perigee.webtransport;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.sun.net.httpserver.HttpServer;

/**
 * A page in headless Chromium with {@code chromium.js}, served from localhost because
 * WebTransport needs a secure context.
 */
final class BrowserPage implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 30_000;

	private final HttpServer http;

	private final Playwright playwright;

	private final Browser browser;

	private final Page page;

	BrowserPage() throws IOException {
		this.http = serveScript();
		this.playwright = Playwright
			.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
		this.browser = this.playwright.chromium()
			.launch(new BrowserType.LaunchOptions().setExecutablePath(executable())
				.setHeadless(true)
				// Playwright turns QUIC off
				.setIgnoreDefaultArgs(List.of("--disable-quic"))
				.setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking")));
		this.page = this.browser.newPage();
		this.page.setDefaultTimeout(TIMEOUT_MILLIS);
		this.page.navigate("http://localhost:" + this.http.getAddress().getPort() + "/");
	}

	private static Path executable() {
		return Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));
	}

	private static HttpServer serveScript() throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		byte[] body = ("<!doctype html><script>" + script() + "</script>").getBytes(StandardCharsets.UTF_8);
		server.createContext("/", exchange -> {
			exchange.getResponseHeaders().add("content-type", "text/html; charset=utf-8");
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		server.start();
		return server;
	}

	private static String script() throws IOException {
		try (InputStream script = BrowserPage.class.getResourceAsStream("chromium.js")) {
			return new String(script.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	/**
	 * Runs a case of the script against a server and returns what it returns.
	 */
	Object run(String name, WebTransportBinding server, String target) {
		String hash = HexFormat.of().formatHex(TestCertificate.LOCALHOST.sha256());
		return this.page.evaluate("""
				([name, url, hash]) => Promise.race([cases[name](url, hash),
					new Promise((_, fail) => setTimeout(() => fail(new Error('timeout')), %d))])
				""".formatted(TIMEOUT_MILLIS), List.of(name, Loopback.uri(server, target).toString(), hash));
	}

	@Override
	public void close() {
		this.browser.close();
		this.playwright.close();
		this.http.stop(0);
	}

}
