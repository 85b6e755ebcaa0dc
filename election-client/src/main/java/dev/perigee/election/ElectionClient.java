package dev.perigee.election;

import java.util.Optional;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A session with the gateway that is fastest for this machine. The client races all
 * configured regions over all their transports, carries traffic on the first that
 * answers, elects the best, moves there without losing or repeating a reliable message,
 * and goes on measuring; when the incumbent is lost it fails over, and when all are lost
 * it dials until one is back.
 * <p>
 * Safe for use by several threads. Events, standings and messages are emitted on the
 * client's one thread, which subscribers must not block. A client is started once and
 * closed once.
 *
 * @see ElectionClientBuilder
 */
public interface ElectionClient {

	/**
	 * Begins the configuration of a client.
	 * @return a builder; {@link ElectionClientBuilder#region} and
	 * {@link ElectionClientBuilder#token} are all it needs
	 */
	static ElectionClientBuilder builder() {
		return new ElectionClientBuilder();
	}

	/**
	 * Starts the client; the election goes on in the background. Further subscriptions
	 * start nothing.
	 * @return completes when the first usable candidate carries traffic; fails with
	 * {@link RefusedException} when a gateway refuses for good, and with
	 * {@link IllegalStateException} when the client is closed before; network failures
	 * never fail it
	 */
	Mono<Void> start();

	/**
	 * What happens to the connection. Hot: subscribe before {@link #start()} to miss
	 * nothing. A subscriber that is more than 1,024 events late loses the oldest.
	 * @return completes when the client is closed
	 */
	Flux<ConnectionEvent> events();

	/**
	 * How the candidates stand: the present standings at once, then a new value for each
	 * sample and each change. A slow subscriber sees the latest only.
	 * @return completes when the client is closed
	 */
	Flux<Standings> standings();

	/**
	 * Returns a room, and joins it unless that has happened before. May be called before
	 * {@link #start()}.
	 * @param name the room's name, at most 128 bytes of UTF-8
	 * @return the same room for the same name, until it is left
	 */
	Room room(String name);

	/**
	 * Returns why the present region was elected.
	 * @return the last record, or empty before the end of the first election
	 */
	Optional<ElectionRecord> lastElection();

	/**
	 * Returns what the client is doing.
	 * @return the state
	 */
	ConnectionState state();

	/**
	 * Counts what became of messages.
	 * @return sums over all rooms since the start
	 */
	DeliveryCounts delivery();

	/**
	 * Leaves all rooms, closes all connections and dials no more.
	 * @return completes when the client holds no thread and no socket any more
	 */
	Mono<Void> close();

}
