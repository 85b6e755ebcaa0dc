package dev.perigee.gateway.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.SessionId;
import org.jspecify.annotations.Nullable;
import io.netty.util.concurrent.EventExecutor;

/**
 * Which connection of this node holds each session. Safe for use by several threads.
 */
public final class Sessions {

	private final Map<SessionId, AttachedSession> attached = new ConcurrentHashMap<>();

	private final Set<ClientEndpoint> standingBy = ConcurrentHashMap.newKeySet();

	private final Map<EventExecutor, TurnFlusher> flushers = new ConcurrentHashMap<>();

	private final Set<ClientEndpoint> connections = ConcurrentHashMap.newKeySet();

	/**
	 * What is kept free for sessions that come back from a gateway that has died: a
	 * quarter.
	 */
	private static final int RESERVE = 4;

	private final int full;

	private final int maxConnections;

	/** Written under this. */
	private volatile boolean draining;

	private volatile boolean ended;

	private volatile boolean overloaded;

	/**
	 * Creates an empty registry.
	 * @param full how many sessions are a full load
	 * @param maxConnections how many connections there may be
	 */
	public Sessions(int full, int maxConnections) {
		this.full = full;
		this.maxConnections = maxConnections;
	}

	/**
	 * Gives a session to a connection unless another one holds it with a higher epoch.
	 * The connection that held it is superseded.
	 * @param resumed whether the session was attached before, here or elsewhere
	 * @return why the connection does not hold the session; {@code null} when it does
	 */
	synchronized @Nullable CloseCode attach(AttachedSession session, boolean resumed) {
		if (this.draining) {
			return CloseCode.DRAINING;
		}
		AttachedSession before = this.attached.get(session.session());
		if (before == null && (this.overloaded || isFull(resumed))) {
			return CloseCode.OVERLOADED;
		}
		if (before != null && before.epoch() > session.epoch()) {
			return CloseCode.SUPERSEDED;
		}
		this.attached.put(session.session(), session);
		if (before != null) {
			before.supersede();
		}
		return null;
	}

	private boolean isFull(boolean resumed) {
		return this.attached.size() >= (resumed ? this.full + this.full / RESERVE : this.full);
	}

	/** Tells whether there are as many connections as there may be. */
	boolean isCrowded() {
		return this.connections.size() > this.maxConnections;
	}

	/** Forgets a connection, unless the session has gone on to another one. */
	void detach(AttachedSession session) {
		this.attached.remove(session.session(), session);
	}

	/**
	 * Hears that another node holds a session now.
	 * @param session the session
	 * @param epoch its epoch there
	 */
	public void onAttachedElsewhere(SessionId session, long epoch) {
		AttachedSession here = this.attached.get(session);
		if (here != null && here.epoch() < epoch) {
			here.supersede();
		}
	}

	/**
	 * Returns how many sessions are attached.
	 * @return a number of the moment
	 */
	public int size() {
		return this.attached.size();
	}

	/**
	 * Returns how many connections stand by.
	 * @return a number of the moment
	 */
	public int standbys() {
		return this.standingBy.size();
	}

	/**
	 * Returns how many connections are open.
	 * @return a number of the moment
	 */
	public int connections() {
		return this.connections.size();
	}

	/**
	 * Returns how full this node is.
	 * @return the part of the sessions that make it full; over 1 when there are more
	 */
	public double fullness() {
		return (double) size() / this.full;
	}

	/** Returns those that are attached. */
	List<AttachedSession> attached() {
		return List.copyOf(this.attached.values());
	}

	/**
	 * Notes a connection that stands by.
	 * @return why it may not; {@code null} when it may
	 */
	synchronized @Nullable CloseCode standBy(ClientEndpoint endpoint) {
		if (this.draining || this.overloaded) {
			return this.draining ? CloseCode.DRAINING : CloseCode.OVERLOADED;
		}
		this.standingBy.add(endpoint);
		return null;
	}

	Set<ClientEndpoint> standingBy() {
		return Set.copyOf(this.standingBy);
	}

	void standsByNoMore(ClientEndpoint endpoint) {
		this.standingBy.remove(endpoint);
	}

	/**
	 * Lets nobody in from now on.
	 * @return who is in
	 */
	synchronized List<AttachedSession> startDraining() {
		this.draining = true;
		return new ArrayList<>(this.attached.values());
	}

	/** Lets sessions in again. */
	synchronized void stopDraining() {
		this.draining = false;
	}

	/**
	 * Tells whether this node is to be emptied.
	 * @return whether it lets nobody in
	 */
	public boolean isDraining() {
		return this.draining;
	}

	/**
	 * Tells whether this node has no memory for more sessions.
	 * @return whether only those may attach that are attached here
	 */
	public boolean isOverloaded() {
		return this.overloaded;
	}

	void setOverloaded(boolean overloaded) {
		this.overloaded = overloaded;
	}

	/** Returns the sessions for which frames wait. */
	List<AttachedSession> slow() {
		return this.attached.values().stream().filter((session) -> session.endpoint().backlog().bytes() > 0).toList();
	}

	/**
	 * Describes the sessions with the fullest queues.
	 * @param count how many at most
	 * @param nowNanos now
	 * @return the fullest first, as they were a moment ago
	 */
	public List<SessionView.Slow> slowest(int count, long nowNanos) {
		return slow().stream()
			.map((session) -> session.slow(nowNanos))
			.sorted(Comparator.comparingLong(SessionView.Slow::queueBytes).reversed())
			.limit(count)
			.toList();
	}

	/**
	 * Describes one session.
	 * @param session its id
	 * @return completes on its event loop; with {@code null} when it is not attached here
	 */
	public CompletableFuture<@Nullable SessionView> describe(SessionId session) {
		AttachedSession attached = this.attached.get(session);
		return (attached == null) ? CompletableFuture.completedFuture(null)
				: CompletableFuture.supplyAsync(attached::view, attached.eventLoop());
	}

	/**
	 * Returns for how many connections frames wait.
	 * @return a number of the moment
	 */
	public int slowConsumers() {
		return this.flushers.values().stream().mapToInt((flusher) -> flusher.slowConsumers().count()).sum();
	}

	/**
	 * Notes a connection.
	 * @return {@code false} when it may not stay, as this node ends
	 */
	boolean opened(ClientEndpoint endpoint) {
		this.connections.add(endpoint);
		return !this.ended;
	}

	void closed(ClientEndpoint endpoint) {
		this.connections.remove(endpoint);
	}

	/**
	 * Lets no connection stay from now on.
	 * @return who is connected
	 */
	Set<ClientEndpoint> end() {
		this.ended = true;
		return Set.copyOf(this.connections);
	}

	TurnFlusher flusher(EventExecutor eventLoop, LongSupplier nanoClock) {
		return this.flushers.computeIfAbsent(eventLoop, (loop) -> new TurnFlusher(loop, nanoClock));
	}

}
