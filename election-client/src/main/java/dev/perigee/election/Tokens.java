package dev.perigee.election;

import java.time.Duration;
import java.util.NoSuchElementException;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.Logger;
import reactor.util.Loggers;
import reactor.util.retry.Retry;

/**
 * Asks the {@link TokenSupplier}, again and again until it answers: one that fails or
 * hangs holds up whoever waits for the token and nobody else. A dial asks ahead, so that
 * the token is there when the connection is; dials of the same moment share one answer.
 * Confined to the client's loop.
 */
final class Tokens {

	/** Dials this close to each other share a token. */
	private static final Duration SAME_MOMENT = Duration.ofSeconds(1);

	private static final Logger LOGGER = Loggers.getLogger(ElectionClient.class);

	private final Loop loop;

	private final Mono<String> source;

	/** How old a token may be that was asked for ahead. */
	private final Duration freshness;

	private @Nullable Ahead ahead;

	Tokens(TokenSupplier supplier, Duration timeout, Backoff backoff, Loop loop) {
		this.loop = loop;
		this.freshness = timeout.plus(SAME_MOMENT);
		this.source = Mono.defer(supplier::token)
			.switchIfEmpty(Mono.error(() -> new NoSuchElementException("no token")))
			.timeout(timeout, loop.scheduler())
			// not the message: it may hold what must not be logged
			.doOnError((failure) -> LOGGER.warn("the token supplier failed: {}", failure.getClass().getSimpleName()))
			.retryWhen(Retry.from((failures) -> failures
				.concatMap((failure) -> Mono.delay(backoff.delay((int) failure.totalRetries() + 1), loop.scheduler()))))
			.publishOn(loop.scheduler());
	}

	/** A dial begins that will need a token as soon as it is through. */
	void askAhead() {
		if (this.ahead != null && this.ahead.isYounger(SAME_MOMENT, this.loop.nanos())) {
			return;
		}
		forget();
		Sinks.One<String> answer = Sinks.one();
		this.ahead = new Ahead(answer.asMono(), this.source.subscribe(answer::tryEmitValue), this.loop.nanos());
	}

	/**
	 * Gets a token for one use.
	 * @return the token, on the loop; never an error, and nothing as long as there is
	 * none
	 */
	Mono<String> next() {
		Ahead asked = this.ahead;
		this.ahead = null;
		if (asked != null && asked.isYounger(this.freshness, this.loop.nanos())) {
			return asked.token().doOnCancel(asked.request()::dispose);
		}
		if (asked != null) {
			asked.request().dispose();
		}
		return this.source;
	}

	/** Ends what was asked ahead: nobody needs it. */
	void forget() {
		if (this.ahead != null) {
			this.ahead.request().dispose();
			this.ahead = null;
		}
	}

	private record Ahead(Mono<String> token, Disposable request, long atNanos) {

		boolean isYounger(Duration age, long nowNanos) {
			return nowNanos - this.atNanos < age.toNanos();
		}

	}

}
