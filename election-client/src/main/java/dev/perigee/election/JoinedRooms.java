package dev.perigee.election;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Received;
import dev.perigee.protocol.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of one connection: which were asked for, and what stands for them there.
 * Confined to the client's loop.
 */
final class JoinedRooms {

	private final Rooms rooms;

	private final Link link;

	private final Map<Integer, ClientRoom> roomsByHandle = new HashMap<>();

	private final Map<String, Integer> handles = new HashMap<>();

	/** What the gateway had of this session when it let it in. */
	private final Map<String, @Nullable Received> received = new HashMap<>();

	private final Set<String> awaited = new HashSet<>();

	JoinedRooms(Rooms rooms, Link link) {
		this.rooms = rooms;
		this.link = link;
	}

	/** Asks for a room, unless that was done already. */
	void join(String room) {
		if (!this.handles.containsKey(room) && this.awaited.add(room)) {
			ask(room);
		}
	}

	/** Asks for a room in any case. */
	void ask(String name) {
		ClientRoom room = this.rooms.find(name);
		this.link.send((room != null) ? room.join() : new ControlFrames.Join(name));
	}

	void joinAll() {
		this.rooms.names().forEach(this::join);
	}

	/** Gives a room up, wherever on its way into it this connection is. */
	void leave(String room) {
		Integer handle = this.handles.remove(room);
		this.roomsByHandle.remove(handle);
		this.received.remove(room);
		if (handle != null) {
			this.link.withdraw(handle);
		}
		if (this.awaited.remove(room) || handle != null) {
			this.link.send(new ControlFrames.Leave(room));
		}
	}

	/** Takes a message, an acknowledgement, or what else happens in a room. */
	void onFrame(Frame frame, Route from) {
		if (frame instanceof Frame.Deliver deliver) {
			ClientRoom room = this.roomsByHandle.get(deliver.room());
			if (room != null) {
				room.onDeliver(deliver, from);
			}
		}
		else if (frame instanceof Frame.Ack ack) {
			ClientRoom room = this.roomsByHandle.get(ack.room());
			if (room != null) {
				room.onAck(ack.sequence());
			}
		}
		else {
			this.rooms.onFrame(frame);
		}
	}

	/**
	 * Takes the gateway's yes.
	 * @return whether it was waited for
	 */
	boolean onJoined(ControlFrames.Joined joined, SessionId self, Route from) {
		ClientRoom room = this.rooms.find(joined.room());
		if (room != null) {
			this.roomsByHandle.put(joined.handle(), room);
			this.handles.put(joined.room(), joined.handle());
			this.received.put(joined.room(), joined.received());
			room.onJoined(joined, self, from);
		}
		return this.awaited.remove(joined.room());
	}

	/** Takes the gateway's no, to a room or to a message in it. */
	void onRefused(ControlFrames.Refused refused, String name) {
		ClientRoom room = this.rooms.find(name);
		RefusedException cause = Refusal.of(refused).toException(name);
		boolean toJoin = this.awaited.remove(name);
		if (room == null) {
			return;
		}
		if (refused.sequence() != null) {
			room.onRefused(cause, refused.sequence());
		}
		else {
			room.onRefused(cause, toJoin);
		}
	}

	/** What was asked for of a gateway that stands by is asked for again. */
	void askAgain() {
		this.awaited.clear();
		joinAll();
	}

	/** Tells whether every room that was asked for has answered. */
	boolean isComplete() {
		return this.awaited.isEmpty();
	}

	@Nullable Integer handle(String room) {
		return this.handles.get(room);
	}

	@Nullable Received received(String room) {
		return this.received.get(room);
	}

}
