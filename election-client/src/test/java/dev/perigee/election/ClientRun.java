package dev.perigee.election;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A client in a {@link World} with what it tells its application, in order: each event
 * with its time in milliseconds, and the texts that were received.
 */
final class ClientRun {

	final List<String> events = new ArrayList<>();

	final List<String> received = new ArrayList<>();

	final List<RoomEvent> roomEvents = new ArrayList<>();

	final ElectionClient client;

	final Room room;

	private Standings standings = new Standings(List.of());

	/** Starts a client that is in the room {@code lobby}. */
	ClientRun(World world, ElectionClientBuilder builder) {
		this.client = builder.build();
		this.client.events()
			.subscribe(
					(event) -> this.events.add(world.time.now(TimeUnit.MILLISECONDS) + " " + EventLog.describe(event)));
		this.client.standings().subscribe((next) -> this.standings = next);
		this.room = this.client.room("lobby");
		this.room.messages().subscribe((message) -> this.received.add(message.text()));
		this.room.events().subscribe(this.roomEvents::add);
		this.client.start().subscribe(null, (failure) -> this.events.add("start failed"));
	}

	/** Returns the candidate that stands by, {@code null} for none. */
	String warm() {
		return this.standings.warm().map((standing) -> standing.candidate().toString()).orElse(null);
	}

	/** Returns the candidate that carries the traffic, {@code null} for none. */
	String incumbent() {
		return this.standings.incumbent().map((standing) -> standing.candidate().toString()).orElse(null);
	}

}
