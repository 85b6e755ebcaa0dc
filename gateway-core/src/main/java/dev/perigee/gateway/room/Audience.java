package dev.perigee.gateway.room;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.perigee.protocol.SessionId;
import io.netty.util.concurrent.EventExecutor;

/**
 * The connections in a room, grouped by event loop: a frame is handed to each loop once,
 * however many members it serves. Immutable.
 */
final class Audience {

	/** What {@link #deliver} takes for "nobody": no session is ever drawn as 0. */
	static final long NOBODY = 0;

	static final Audience EMPTY = new Audience(List.of());

	private final List<Subscriber> subscribers;

	private final List<Group> groups;

	private Audience(List<Subscriber> subscribers) {
		this.subscribers = subscribers;
		Map<EventExecutor, List<Subscriber>> byLoop = new LinkedHashMap<>();
		subscribers.forEach((subscriber) -> byLoop.computeIfAbsent(subscriber.eventLoop(), (loop) -> new ArrayList<>())
			.add(subscriber));
		List<Group> all = new ArrayList<>();
		byLoop.forEach((loop, members) -> all.add(new Group(loop, members.toArray(Subscriber[]::new))));
		this.groups = List.copyOf(all);
	}

	Audience with(Subscriber subscriber) {
		List<Subscriber> more = new ArrayList<>(this.subscribers);
		more.add(subscriber);
		return new Audience(more);
	}

	Audience without(Subscriber subscriber) {
		List<Subscriber> fewer = new ArrayList<>(this.subscribers);
		fewer.remove(subscriber);
		return new Audience(fewer);
	}

	int size() {
		return this.subscribers.size();
	}

	boolean contains(Subscriber subscriber) {
		return this.subscribers.contains(subscriber);
	}

	/** Returns the connections of one session. */
	List<Subscriber> of(SessionId session) {
		return this.subscribers.stream().filter((subscriber) -> subscriber.session().equals(session)).toList();
	}

	/**
	 * Delivers to all connections but those of one session.
	 * @param exceptSession the value of the session that caused it
	 */
	void deliver(EncodedFrame frame, long exceptSession) {
		for (Group group : this.groups) {
			if (group.loop().inEventLoop()) {
				group.deliver(frame, exceptSession);
			}
			else {
				group.loop().execute(() -> group.deliver(frame, exceptSession));
			}
		}
	}

	private record Group(EventExecutor loop, Subscriber[] members) {

		void deliver(EncodedFrame frame, long exceptSession) {
			for (Subscriber member : this.members) {
				if (member.session().value() != exceptSession) {
					member.deliver(frame);
				}
			}
		}

	}

}
