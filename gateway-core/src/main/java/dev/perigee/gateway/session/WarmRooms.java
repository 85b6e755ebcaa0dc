package dev.perigee.gateway.session;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.perigee.gateway.room.Room;
import dev.perigee.gateway.room.Rooms;

/**
 * Rooms that are kept ready for a session that has not entered them: subscribed, in step
 * with the other nodes, their rings filling. Confined to a connection's event loop.
 */
final class WarmRooms {

	private final Map<String, CompletableFuture<Room>> rooms = new HashMap<>();

	private final Rooms source;

	WarmRooms(Rooms source) {
		this.source = source;
	}

	/** Makes a room ready, unless it is. */
	void open(String name) {
		this.rooms.computeIfAbsent(name, this.source::open);
	}

	/**
	 * Takes a room to enter it: at once when it is ready.
	 * @return completes on any thread and never fails; to be entered or abandoned
	 */
	CompletableFuture<Room> take(String name) {
		CompletableFuture<Room> ready = this.rooms.remove(name);
		return (ready != null) ? ready : this.source.open(name);
	}

	/**
	 * Lets go of a room.
	 * @return whether it was kept
	 */
	boolean leave(String name) {
		CompletableFuture<Room> kept = this.rooms.remove(name);
		if (kept != null) {
			kept.thenAccept(Room::abandon);
		}
		return kept != null;
	}

	/** Lets go of all rooms. */
	void close() {
		this.rooms.values().forEach((kept) -> kept.thenAccept(Room::abandon));
		this.rooms.clear();
	}

	boolean contains(String name) {
		return this.rooms.containsKey(name);
	}

	int size() {
		return this.rooms.size();
	}

}
