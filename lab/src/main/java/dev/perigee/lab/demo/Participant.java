package dev.perigee.lab.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

import dev.perigee.election.ElectionClient;
import dev.perigee.election.Room;
import dev.perigee.protocol.DeliveryClass;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Somebody in the room: publishes a numbered message every few milliseconds and books
 * what arrives from the others.
 */
final class Participant {

	private static final Duration PACE = Duration.ofMillis(50);

	/** A minute of messages may wait for their acknowledgement. */
	private static final int MAX_UNACKNOWLEDGED = 1200;

	private final String name;

	private final Room room;

	private final MessageLedger ledger;

	private Disposable publishing = Disposables.disposed();

	Participant(String name, ElectionClient client, String room, MessageLedger ledger) {
		this.name = name;
		this.room = client.room(room);
		this.ledger = ledger;
		ledger.join(name);
		this.room.messages().subscribe((message) -> {
			String[] parts = message.text().split(" ", 2);
			ledger.arrived(name, parts[0], Integer.parseInt(parts[1]));
		});
	}

	/**
	 * Tells whether the room is full.
	 * @param members how many there should be
	 * @return whether the roster has as many
	 */
	boolean sees(int members) {
		return this.room.roster().size() >= members;
	}

	/**
	 * Begins to publish.
	 * @param failed gets what a message was refused with; it is the last one
	 */
	void startPublishing(Consumer<Throwable> failed) {
		this.publishing = Flux.interval(PACE)
			.onBackpressureDrop()
			.flatMap((tick) -> publish(), MAX_UNACKNOWLEDGED)
			.subscribe(null, failed);
	}

	private Mono<Void> publish() {
		return Mono.defer(() -> this.room.publish(
				(this.name + ' ' + this.ledger.publish(this.name)).getBytes(StandardCharsets.UTF_8),
				DeliveryClass.RELIABLE));
	}

	/** Publishes no more; what is under way goes on. */
	void stopPublishing() {
		this.publishing.dispose();
	}

}
