package dev.perigee.lab.traffic;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

import dev.perigee.election.ElectionClient;
import dev.perigee.election.Room;
import dev.perigee.election.RoomEvent;
import dev.perigee.protocol.DeliveryClass;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Somebody in a room: publishes a numbered reliable message every few milliseconds and
 * books what arrives from the others.
 * <p>
 * Used by one thread.
 */
public final class Participant {

	/** As many messages may wait for their acknowledgement; further ones are not made. */
	private static final int MAX_UNACKNOWLEDGED = 4096;

	private final String name;

	private final Room room;

	private final MessageLedger ledger;

	private Disposable publishing = Disposables.disposed();

	/**
	 * Joins the room and opens an account.
	 * @param name without spaces, unique in the ledger
	 * @param client the participant's connection
	 * @param room the room's name
	 * @param ledger where the room's messages are booked
	 */
	public Participant(String name, ElectionClient client, String room, MessageLedger ledger) {
		this.name = name;
		this.room = client.room(room);
		this.ledger = ledger;
		ledger.join(name);
		this.room.messages().subscribe((message) -> {
			String[] parts = message.text().split(" ", 2);
			ledger.arrived(name, parts[0], Integer.parseInt(parts[1]));
		});
		this.room.events().ofType(RoomEvent.Gap.class).subscribe((gap) -> ledger.missed(gap.to() - gap.from() + 1));
	}

	/**
	 * Tells whether the room is full.
	 * @param members how many there should be
	 * @return whether the roster has as many
	 */
	public boolean sees(int members) {
		return this.room.roster().size() >= members;
	}

	/**
	 * Begins to publish.
	 * @param pace the time between two messages
	 * @param failed gets what a message was refused with; it is the last one
	 */
	public void startPublishing(Duration pace, Consumer<Throwable> failed) {
		this.publishing = Flux.interval(pace)
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
	public void stopPublishing() {
		this.publishing.dispose();
	}

}
