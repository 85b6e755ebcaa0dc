package dev.perigee.election;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import dev.perigee.protocol.SessionId;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * What the client tells the world. Written on the client's loop, read by any thread.
 */
final class Announcements {

	private static final int SUBSCRIBER_BUFFER = 1024;

	private static final Logger LOGGER = Loggers.getLogger(ElectionClient.class);

	private final Sinks.Many<ConnectionEvent> events = Sinks.many().multicast().directBestEffort();

	private final Sinks.Many<Standings> standings = Sinks.many().multicast().directBestEffort();

	private final Sinks.Empty<Void> connected = Sinks.empty();

	private long startNanos;

	private volatile ConnectionState state = ConnectionState.IDLE;

	private volatile @Nullable ElectionRecord lastElection;

	private volatile @Nullable Standings lastStandings;

	void event(ConnectionEvent event) {
		if (event instanceof ConnectionEvent.Elected elected) {
			LOGGER.info(elected.record().summary());
		}
		else {
			LOGGER.info("{}", event);
		}
		this.events.tryEmitNext(event);
		if (event instanceof ConnectionEvent.Connected) {
			this.connected.tryEmitEmpty();
		}
	}

	void started(long nowNanos) {
		this.startNanos = nowNanos;
	}

	void usable(Candidate candidate, long nowNanos) {
		event(new ConnectionEvent.CandidateUsable(candidate, sinceStart(nowNanos)));
	}

	/** The traffic has found a way, where there was none or another one before. */
	void traffic(Phase before, Attachment next, SessionId session, long nowNanos) {
		Candidate to = next.contender().candidate();
		Phase.Outage outage = before.outage();
		if (before instanceof Phase.Moving moving) {
			event(new ConnectionEvent.Migrated(moving.move().reason(), moving.move().detail(),
					moving.current().contender().candidate(), to));
		}
		else if (outage == null || before.allFailed()) {
			event(new ConnectionEvent.Connected(to, session, next.resumed(), sinceStart(nowNanos)));
		}
		else {
			event(new ConnectionEvent.FailedOver(outage.reason(), outage.detail(), outage.candidate(), to,
					Duration.ofNanos(nowNanos - outage.sinceNanos()), next.resumed()));
		}
	}

	private Duration sinceStart(long nowNanos) {
		return Duration.ofNanos(nowNanos - this.startNanos);
	}

	void elected(ElectionRecord record) {
		this.lastElection = record;
		event(new ConnectionEvent.Elected(record));
	}

	/** Said with each sample, so the standings are made only when somebody listens. */
	void standings(Supplier<Standings> present) {
		if (this.standings.currentSubscriberCount() > 0) {
			this.standings.tryEmitNext(present.get());
		}
	}

	void state(ConnectionState state) {
		this.state = state;
	}

	/** The client gives up. */
	void refused(RefusedException cause) {
		this.connected.tryEmitError(cause);
	}

	/**
	 * Nothing follows.
	 * @param last how the candidates stand in the end
	 */
	void complete(Standings last) {
		this.lastStandings = last;
		this.connected.tryEmitError(new IllegalStateException("the client is closed"));
		this.events.tryEmitComplete();
		this.standings.tryEmitComplete();
	}

	/**
	 * Newest events win over a subscriber that is too slow: it must not hold up the rest.
	 */
	Flux<ConnectionEvent> events() {
		return this.events.asFlux()
			.onBackpressureBuffer(SUBSCRIBER_BUFFER,
					(dropped) -> LOGGER.debug("dropped for a slow subscriber: {}", dropped),
					BufferOverflowStrategy.DROP_OLDEST);
	}

	/** What is announced from now on; after the end, how it ended. */
	Flux<Standings> standings() {
		return this.standings.asFlux().switchIfEmpty(Mono.fromSupplier(() -> this.lastStandings));
	}

	Mono<Void> connected() {
		return this.connected.asMono();
	}

	ConnectionState state() {
		return this.state;
	}

	Optional<ElectionRecord> lastElection() {
		return Optional.ofNullable(this.lastElection);
	}

}
