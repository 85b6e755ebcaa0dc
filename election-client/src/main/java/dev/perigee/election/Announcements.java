package dev.perigee.election;

import java.util.Optional;

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

	private final Sinks.Many<Standings> standings = Sinks.many().replay().latest();

	private final Sinks.Empty<Void> connected = Sinks.empty();

	private volatile ConnectionState state = ConnectionState.IDLE;

	private volatile @Nullable ElectionRecord lastElection;

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

	void elected(ElectionRecord record) {
		this.lastElection = record;
		event(new ConnectionEvent.Elected(record));
	}

	void standings(Standings standings) {
		this.standings.tryEmitNext(standings);
	}

	void state(ConnectionState state) {
		this.state = state;
	}

	/** The client gives up. */
	void refused(RefusedException cause) {
		this.connected.tryEmitError(cause);
	}

	/** Nothing follows. */
	void complete() {
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

	Flux<Standings> standings() {
		return this.standings.asFlux().onBackpressureLatest();
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
