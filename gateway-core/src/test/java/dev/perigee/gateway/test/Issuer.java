package dev.perigee.gateway.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Issues tokens and publishes the keys that verify them, over HTTP.
 */
public final class Issuer implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicInteger answers = new AtomicInteger();

	private volatile JWKSet published = new JWKSet();

	private volatile boolean broken;

	private volatile CountDownLatch gate = new CountDownLatch(0);

	public Issuer() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/keys", this::answer);
		this.server.start();
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			this.gate.await(10, TimeUnit.SECONDS);
			byte[] body = this.published.toString().getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(this.broken ? 503 : 200, body.length);
			exchange.getResponseBody().write(body);
			this.answers.incrementAndGet();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	public URI jwkSetUri() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/keys");
	}

	public static ECKey key(String id) {
		try {
			return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** From now on these are the keys. */
	public void publish(JWK... keys) {
		this.published = new JWKSet(Arrays.asList(keys)).toPublicJWKSet();
	}

	/** Whether questions are answered by an error. */
	public void broken(boolean broken) {
		this.broken = broken;
	}

	/** Answers nobody until {@link #release()}. */
	public void hold() {
		this.gate = new CountDownLatch(1);
	}

	public void release() {
		this.gate.countDown();
	}

	/** Waits for an answer to a question that was asked after now. */
	public void awaitFetch() {
		int sofar = this.answers.get();
		Await.until("the keys were fetched again", Duration.ofSeconds(10), () -> this.answers.get() >= sofar + 2);
	}

	public int answers() {
		return this.answers.get();
	}

	public static String token(ECKey key, String user, String... rooms) {
		return token(key, user, Instant.now().plusSeconds(600), List.of(rooms));
	}

	public static String token(ECKey key, String user, Instant expiry, Object rooms) {
		JWTClaimsSet claims = new JWTClaimsSet.Builder().issuer("perigee-dev")
			.audience("perigee")
			.subject(user)
			.expirationTime(Date.from(expiry))
			.claim("rooms", rooms)
			.build();
		try {
			SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
					claims);
			jwt.sign(new ECDSASigner(key));
			return jwt.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		release();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
