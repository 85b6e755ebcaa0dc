package dev.perigee.gateway.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.ControlFrames.MemberJoined;
import dev.perigee.protocol.ControlFrames.MemberLeft;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.SessionId;
import dev.perigee.protocol.UpdateFrames.MemberChanged;
import org.jspecify.annotations.Nullable;

/**
 * Presence in a room: the sessions that this node holds, what other nodes say of theirs,
 * and what is told of both. Confined to its room's lock.
 */
final class RoomMembers {

	/** So many members take less than 160 KB. */
	private static final int MAX_CHANGED = 64;

	private final String room;

	private final long node;

	private final Consumer<Frame> nodes;

	private final Locals locals;

	private final Roster roster = new Roster();

	/** The sessions that this node holds. */
	private final Map<SessionId, Presence> presences = new HashMap<>();

	/** Told together at the next {@link #tellChanged}. */
	private final Set<SessionId> changed = new LinkedHashSet<>();

	/**
	 * Creates an empty room.
	 * @param room its name
	 * @param node this node
	 * @param nodes tells the other nodes
	 * @param locals tells the members on this node
	 */
	RoomMembers(String room, long node, Consumer<Frame> nodes, Locals locals) {
		this.room = room;
		this.node = node;
		this.nodes = nodes;
		this.locals = locals;
	}

	/**
	 * A connection of a session is in; its session becomes a member unless it is one.
	 * @param before the last sequence of its earlier stays
	 */
	void enter(Member member, long before) {
		Presence presence = this.presences.computeIfAbsent(member.session(), (session) -> new Presence());
		if (presence.connections++ == 0) {
			Roster.Change change = this.roster.add(this.node, member);
			this.nodes.accept(new MemberJoined(this.room, member, before));
			tell(change, before);
		}
	}

	/**
	 * A connection of a session is out.
	 * @return what {@link #hasStayedAway} takes, if it was the last one; {@code null} if
	 * not
	 */
	@Nullable Long exit(SessionId session) {
		Presence presence = this.presences.get(session);
		return (presence == null || --presence.connections > 0) ? null : ++presence.absence;
	}

	/** Tells whether a session has had no connection here since it went away. */
	boolean hasStayedAway(SessionId session, long absence) {
		Presence presence = this.presences.get(session);
		return presence != null && presence.connections == 0 && presence.absence == absence;
	}

	/** Tells whether this node holds a session, by connections or for the grace. */
	boolean holds(SessionId session) {
		return this.presences.containsKey(session);
	}

	Set<SessionId> held() {
		return this.presences.keySet();
	}

	boolean isEmptyHere() {
		return this.presences.isEmpty();
	}

	/** This node holds a session no more. */
	void depart(SessionId session) {
		this.presences.remove(session);
		this.nodes.accept(new MemberLeft(this.room, session));
		tell(this.roster.remove(this.node, session));
	}

	/** Another node holds a session. */
	void onJoined(long other, MemberJoined event) {
		tell(this.roster.add(other, event.member()), event.before());
	}

	/**
	 * Another node holds a session no more.
	 * @return whether this node holds it for the grace only: it has left for good
	 */
	boolean onLeft(long other, SessionId session) {
		tell(this.roster.remove(other, session));
		Presence presence = this.presences.get(session);
		return presence != null && presence.connections == 0;
	}

	/** Another node says whom it holds. */
	void onSync(long other, List<Member> members) {
		tell(this.roster.replace(other, members));
	}

	/** A third node says whom a silent one held. */
	void onHearsay(long silent, List<Member> members) {
		tell(this.roster.learn(silent, members));
	}

	/** Another node is not heard of any more. */
	void onSilent(long other) {
		tell(this.roster.silence(other));
	}

	/** Tells whether what this node knows of another one is what that one says. */
	boolean agrees(long other, long hash) {
		return !this.roster.isSilent(other) && Digest.hash(this.roster.heldBy(other)) == hash;
	}

	boolean contains(SessionId session) {
		return this.roster.contains(session);
	}

	List<Member> all() {
		return this.roster.members();
	}

	List<Member> heldHere() {
		return this.roster.heldBy(this.node);
	}

	Map<Long, List<Member>> heldBySilent() {
		return this.roster.heldBySilent();
	}

	/** Tells peers who has changed since the last time, and is still here. */
	void tellChanged() {
		List<Member> members = new ArrayList<>();
		for (SessionId session : this.changed) {
			Member member = this.roster.member(session);
			if (member != null) {
				members.add(member);
			}
		}
		this.changed.clear();
		for (int from = 0; from < members.size(); from += MAX_CHANGED) {
			this.locals.tell(
					new MemberChanged(this.room, members.subList(from, Math.min(from + MAX_CHANGED, members.size()))),
					null);
		}
	}

	private void tell(Roster.Change change) {
		tell(change, 0);
	}

	private void tell(Roster.Change change, long before) {
		change.joined()
			.forEach((member) -> this.locals.tell(new MemberJoined(this.room, member, before), member.session()));
		change.left().forEach((session) -> this.locals.tell(new MemberLeft(this.room, session), null));
		this.changed.addAll(change.changed());
	}

	/**
	 * Tells the members on this node.
	 */
	@FunctionalInterface
	interface Locals {

		/** Tells all but the one whom it is about. */
		void tell(Frame event, @Nullable SessionId except);

	}

	/**
	 * A session that this node holds: by connections, or for the resume grace by none.
	 */
	private static final class Presence {

		private int connections;

		/** Tells the latest break of the connection from earlier ones. */
		private long absence;

	}

}
