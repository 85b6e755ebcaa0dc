package dev.perigee.e2e;

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
import dev.perigee.lab.Lab;
import dev.perigee.protocol.Transport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client of 140 lines of JavaScript, written from {@code protocol/README.md} alone, in
 * a real browser over both transports.
 */
@ExtendWith(LabExtension.class)
class BrowserClientIT {

	private static Lab lab;

	private static HttpServer pages;

	private static Playwright playwright;

	private static Page page;

	@BeforeAll
	static void openPage(Lab shared) throws IOException {
		lab = shared;
		pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		pages.createContext("/", (exchange) -> {
			byte[] html = "<!doctype html><title>client</title>".getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().add("content-type", "text/html");
			exchange.sendResponseHeaders(200, html.length);
			exchange.getResponseBody().write(html);
			exchange.close();
		});
		pages.start();
		playwright = Playwright
			.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
		String chromium = System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium");
		Browser browser = playwright.chromium()
			.launch(new BrowserType.LaunchOptions().setExecutablePath(Path.of(chromium))
				.setIgnoreDefaultArgs(List.of("--disable-quic"))
				.setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
						"--disable-background-networking", "--no-first-run")));
		page = browser.newPage();
		page.navigate("http://localhost:" + pages.getAddress().getPort() + "/");
		try (InputStream script = BrowserClientIT.class.getResourceAsStream("/browser/client.js")) {
			page.addScriptTag(new Page.AddScriptTagOptions()
				.setContent(new String(script.readAllBytes(), StandardCharsets.UTF_8)));
		}
	}

	@AfterAll
	static void closePage() {
		if (playwright != null) {
			playwright.close();
		}
		if (pages != null) {
			pages.stop(0);
		}
	}

	@Test
	void exchangesMessagesBetweenRegionsAndTransports() {
		Map<?, ?> result = run(
				"""
						async ({ ws, wt, hash, wsToken, wtToken }) => {
						  const a = await Client.webSocket(ws), b = await Client.webTransport(wt, hash);
						  const rtts = [await a.probe(), await b.probe()];
						  const welcomes = [await a.hello(wsToken), await b.hello(wtToken)];
						  const ja = await a.join('browsers-meet'), jb = await b.join('browsers-meet');
						  const seen = await a.next(f => f.type === 'MEMBER_JOINED', 'MEMBER_JOINED');
						  const sequence = a.publish(ja.handle, 'hello from TCP');
						  const atB = await b.next(f => f.type === 'DELIVER', 'DELIVER');
						  const ack = await a.next(f => f.type === 'ACK', 'ACK');
						  b.publish(jb.handle, 'hello from QUIC');
						  const atA = await a.next(f => f.type === 'DELIVER', 'DELIVER');
						  b.control('LEAVE', { room: 'browsers-meet' });
						  const left = await a.next(f => f.type === 'MEMBER_LEFT', 'MEMBER_LEFT');
						  a.close(); b.close();
						  return { rtts, regions: welcomes.map(w => w.region), members: jb.members.length, joined: seen.member.user,
						    atB: atB.payload, senderAtB: atB.sender === welcomes[0].session, ack: ack.sequence === sequence,
						    atA: atA.payload, left: left.session === welcomes[1].session, closed: (await a.closed).code };
						}""");
		assertThat((List<?>) result.get("regions")).isEqualTo(List.of("us-east", "singapore"));
		assertThat((List<?>) result.get("rtts"))
			.allSatisfy((rtt) -> assertThat(((Number) rtt).doubleValue()).isBetween(0.0, 1000.0));
		assertThat(result.get("members")).isEqualTo(2);
		assertThat(result.get("joined")).isEqualTo("bea");
		assertThat(result.get("atB")).isEqualTo("hello from TCP");
		assertThat(result.get("senderAtB")).isEqualTo(true);
		assertThat(result.get("ack")).isEqualTo(true);
		assertThat(result.get("atA")).isEqualTo("hello from QUIC");
		assertThat(result.get("left")).isEqualTo(true);
		assertThat(result.get("closed")).isEqualTo(1000);
	}

	@Test
	void hearsTheTypedRefusalOnBothTransports() {
		Map<?, ?> result = run(
				"""
						async ({ ws, wt, hash, wsToken }) => {
						  const ended = end => end.code ?? (end.error.includes('Connection lost') ? 'lost' : end.error);
						  const wrongToken = async client => {
						    client.control('HELLO', { version: 1, token: 'not.a.token' });
						    const refused = await client.next(f => f.type === 'REFUSED', 'REFUSED');
						    return [refused.name, refused.advice, ended(await client.closed)];
						  };
						  const wrongRoom = async client => {
						    await client.hello(wsToken);
						    client.control('JOIN', { room: 'not-mine' });
						    const refused = await client.next(f => f.type === 'REFUSED', 'REFUSED');
						    client.send(frame(0x7f, new Uint8Array(3)));
						    const unknown = await client.next(f => f.type === 'REFUSED' && f.name !== refused.name, 'REFUSED');
						    const joined = await client.join('browsers');
						    client.close();
						    return [refused.name, unknown.name, joined.room];
						  };
						  const garbage = async client => {
						    client.send(new Uint8Array([2, 1, 255]));
						    const refused = await client.next(f => f.type === 'REFUSED', 'REFUSED');
						    return [refused.name, refused.text, ended(await client.closed)];
						  };
						  const both = async f => [await f(await Client.webSocket(ws)), await f(await Client.webTransport(wt, hash))];
						  return { wrongToken: await both(wrongToken), wrongRoom: await both(wrongRoom), garbage: await both(garbage) };
						}""");
		assertThat(result.get("wrongToken")).isIn(closing("UNAUTHENTICATED", "REFRESH_TOKEN", 4001));
		assertThat(result.get("wrongRoom")).isEqualTo(twice(List.of("FORBIDDEN", "UNKNOWN_FRAME_TYPE", "browsers")));
		assertThat(result.get("garbage"))
			.isIn(closing("PROTOCOL_ERROR", "PROBE: a body of 12 bytes expected, was 1", 4000));
	}

	/**
	 * Both transports end with the code. But now and then, when cold, Chromium says
	 * "Connection lost" of a WebTransport session; why is not understood. That the
	 * gateway sends the code is held by {@code GatewayContract}, over both transports.
	 */
	private static List<List<?>> closing(String name, String text, int code) {
		List<?> coded = List.of(name, text, code);
		return List.of(twice(coded), List.of(coded, List.of(name, text, "lost")));
	}

	private static List<?> twice(List<?> one) {
		return List.of(one, one);
	}

	private static Map<?, ?> run(String script) {
		return (Map<?, ?>) page.evaluate(script,
				Map.of("ws", lab.region("us-east").gateway(Transport.WEBSOCKET).url().toString(), "wt",
						lab.region("singapore").gateway(Transport.WEBTRANSPORT).url().toString(), "hash",
						HexFormat.of().formatHex(lab.webTransportIdentity().sha256()), "wsToken",
						lab.token("al", "browsers*"), "wtToken", lab.token("bea", "browsers*")));
	}

}
