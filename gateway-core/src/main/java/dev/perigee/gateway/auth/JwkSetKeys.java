package dev.perigee.gateway.auth;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.metrics.GatewayMetrics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The keys of an issuer that publishes them as a JWK set (RFC 7517), followed as they
 * change: fetched again from time to time, so that a key that was withdrawn is refused,
 * and for a token that names a key nobody has seen, so that a new key is good at once.
 * However many tokens ask, there is one fetch at a time, and a token is judged only by a
 * set that was fetched after it came. While the issuer can't be reached the known keys go
 * on. Safe for use by several threads; fetches block none of them.
 */
public final class JwkSetKeys implements TokenKeys, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(JwkSetKeys.class);

	private static final int CONNECT_TIMEOUT_MILLIS = 2000;

	private static final int READ_TIMEOUT_MILLIS = 2000;

	/** Of a whole fetch, however slowly its bytes drip. */
	private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(4);

	private static final int MAX_SET_BYTES = 1024 * 1024;

	private final URL url;

	private final Duration refresh;

	private final Duration cooldown;

	private final Scheduler timer;

	private final LongSupplier nanoClock;

	private final GatewayMetrics metrics;

	private final ResourceRetriever retriever = new DefaultResourceRetriever(CONNECT_TIMEOUT_MILLIS,
			READ_TIMEOUT_MILLIS, MAX_SET_BYTES);

	private final Disposable.Swap refreshes = Disposables.swap();

	private volatile PublicKeys known = new PublicKeys(new JWKSet());

	/** Completes when the last fetch that has begun has ended; guarded by this. */
	private Mono<Void> running = Mono.empty();

	/** The fetch that has not begun yet; guarded by this. */
	private @Nullable Mono<PublicKeys> next;

	/** Guarded by this. */
	private @Nullable Long lastBegunNanos;

	/**
	 * Prepares to follow a set; {@link #start()} fetches it.
	 * @param uri where the set is
	 * @param auth how often it may and must be fetched
	 * @param timer what waits
	 * @param nanoClock what is measured with
	 * @param metrics counts fetches
	 */
	public JwkSetKeys(URI uri, GatewayProperties.Auth auth, Scheduler timer, LongSupplier nanoClock,
			GatewayMetrics metrics) {
		try {
			this.url = uri.toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException("gateway.auth.jwk-set-uri: a URL expected", ex);
		}
		this.refresh = auth.jwkSetRefresh();
		this.cooldown = auth.jwkSetCooldown();
		this.timer = timer;
		this.nanoClock = nanoClock;
		this.metrics = metrics;
	}

	/**
	 * Fetches the set now and from time to time.
	 */
	public void start() {
		this.refreshes.update(Flux.interval(Duration.ZERO, this.refresh, this.timer)
			.onBackpressureDrop()
			.concatMap((tick) -> fetch().onErrorComplete())
			.subscribe());
	}

	@Override
	public void close() {
		this.refreshes.dispose();
	}

	@Override
	public Set<JWSAlgorithm> algorithms() {
		return PublicKeys.ALGORITHMS;
	}

	@Override
	public Flux<JWK> find(JWSHeader header) {
		List<JWK> found = this.known.matching(header);
		if (!found.isEmpty() || !algorithms().contains(header.getAlgorithm())) {
			return Flux.fromIterable(found);
		}
		return fetch().flatMapIterable((keys) -> keys.matching(header));
	}

	/**
	 * Returns how many keys are known.
	 * @return a number of the moment
	 */
	public int size() {
		return this.known.size();
	}

	/** Fetches the set, together with all who ask before the fetch begins. */
	private synchronized Mono<PublicKeys> fetch() {
		Mono<PublicKeys> planned = this.next;
		if (planned == null) {
			planned = this.running.then(Mono.defer(() -> Mono.delay(untilNext(), this.timer)))
				.flatMap((tick) -> begin())
				.cache();
			this.next = planned;
		}
		return planned;
	}

	private synchronized Duration untilNext() {
		Long last = this.lastBegunNanos;
		return (last != null) ? Duration.ofNanos(Math.max(0, last + this.cooldown.toNanos() - now())) : Duration.ZERO;
	}

	private synchronized Mono<PublicKeys> begin() {
		Sinks.Empty<Void> end = Sinks.empty();
		this.running = end.asMono();
		this.lastBegunNanos = now();
		this.next = null;
		return Mono.fromCallable(this::download)
			.subscribeOn(Schedulers.boundedElastic())
			.timeout(FETCH_TIMEOUT, this.timer)
			.doOnNext(this::learn)
			.doOnError(this::fail)
			.<PublicKeys>onErrorMap((failure) -> new KeysUnavailableException(this.cooldown, failure))
			.doFinally((signal) -> end.tryEmitEmpty());
	}

	private PublicKeys download() throws IOException, ParseException {
		PublicKeys keys = new PublicKeys(JWKSet.parse(this.retriever.retrieveResource(this.url).getContent()));
		if (keys.isEmpty()) {
			// nobody withdraws all keys: a fault must not lock everybody out
			throw new IOException("no key that could verify a token");
		}
		return keys;
	}

	private void learn(PublicKeys keys) {
		this.known = keys;
		this.metrics.keysFetched(true);
	}

	private void fail(Throwable failure) {
		if (this.refreshes.isDisposed()) {
			return;
		}
		this.metrics.keysFetched(false);
		logger.warn("The keys of gateway.auth.jwk-set-uri can't be fetched, {} known ones go on: {}", size(),
				failure.toString());
	}

	private long now() {
		return this.nanoClock.getAsLong();
	}

}
