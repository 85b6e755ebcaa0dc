package dev.perigee.election;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.UpdateFrames;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * The rooms of the client and the route that their messages take now. Rooms are looked up
 * by any thread; all else is confined to the client's loop.
 */
final class Rooms {

	private static final Duration TICK = Duration.ofSeconds(1);

	private final Map<String, ClientRoom> rooms = new ConcurrentHashMap<>();

	/** Rooms that were left, for those who come back. */
	private final Map<String, RoomNumbers> left = new ConcurrentHashMap<>();

	private final DeliveryCounters counters;

	private final Loop loop;

	private final Settings.Sessions settings;

	private @Nullable Route route;

	private Disposable tick = Disposables.disposed();

	private volatile boolean closed;

	Rooms(Loop loop, Settings.Sessions settings, DeliveryCounters counters) {
		this.counters = counters;
		this.loop = loop;
		this.settings = settings;
	}

	/**
	 * Finds or makes a room. Any thread.
	 * @param membership told of a new one, and when it is left
	 */
	ClientRoom room(String name, Membership membership) {
		if (this.closed) {
			throw new IllegalStateException("the client is closed");
		}
		ClientRoom room = new ClientRoom(name, this.settings, this.loop, this.counters,
				this.left.getOrDefault(name, RoomNumbers.NONE), (left) -> {
					this.left.put(name, left.numbers());
					this.rooms.remove(name);
					membership.leave(name);
				});
		ClientRoom present = this.rooms.putIfAbsent(name, room);
		if (present != null) {
			return present;
		}
		this.loop.execute(() -> membership.join(name));
		return room;
	}

	@Nullable ClientRoom find(String name) {
		return this.rooms.get(name);
	}

	List<String> names() {
		return List.copyOf(this.rooms.keySet());
	}

	/**
	 * The one place where the traffic changes its way.
	 * @param next the new way, or {@code null} while there is none
	 */
	void switchTo(@Nullable Route next) {
		this.route = next;
		this.rooms.values().forEach((room) -> room.switchTo(next));
		if (next != null && this.tick.isDisposed()) {
			this.tick = this.loop.schedule(this::tick, TICK);
		}
	}

	/** Lets a room that was joined later use the way that the others use. */
	void routeIfCurrent(String name, Route joined) {
		ClientRoom room = find(name);
		if (room != null && joined == this.route) {
			room.switchTo(joined);
		}
	}

	/** Tells whether no message is known to be missing in any room. */
	boolean areCaughtUp() {
		return this.rooms.values().stream().allMatch(ClientRoom::isCaughtUp);
	}

	/** Begins a new session in every room. */
	void restart() {
		this.left.clear();
		this.rooms.values().forEach(ClientRoom::restart);
	}

	void onFrame(Frame frame) {
		if (frame instanceof ControlFrames.MemberJoined joined) {
			with(joined.room(), (room) -> room.onMemberJoined(joined));
		}
		else if (frame instanceof UpdateFrames.MemberChanged changed) {
			with(changed.room(), (room) -> changed.members().forEach(room::onMemberChanged));
		}
		else if (frame instanceof ControlFrames.MemberLeft left) {
			with(left.room(), (room) -> room.onMemberLeft(left.session()));
		}
		else if (frame instanceof ControlFrames.Gap gap) {
			with(gap.room(), (room) -> room.onGap(gap));
		}
	}

	/** Any thread. */
	DeliveryCounts counts() {
		return this.counters.snapshot();
	}

	void close() {
		this.closed = true;
		this.tick.dispose();
		List.copyOf(this.rooms.values()).forEach(ClientRoom::close);
	}

	private void with(String name, Consumer<ClientRoom> action) {
		ClientRoom room = find(name);
		if (room != null) {
			action.accept(room);
		}
	}

	private void tick() {
		this.rooms.values().forEach(ClientRoom::closeGaps);
		this.tick = this.loop.schedule(this::tick, TICK);
	}

}
