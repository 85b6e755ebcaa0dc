package dev.perigee.gateway.room;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.SessionId;

/**
 * Who is in a room, and which nodes say so. A session is a member as long as any node
 * says so: one that moves is held by two nodes for a while, and nobody sees it leave.
 * Knows no clock and no network; confined to its room's lock.
 */
final class Roster {

	private final Map<SessionId, Map<Long, Member>> holders = new LinkedHashMap<>();

	/**
	 * Notes that a node holds a session.
	 * @return whether it was held by none before
	 */
	boolean add(long node, Member member) {
		Map<Long, Member> nodes = this.holders.computeIfAbsent(member.session(), (session) -> new LinkedHashMap<>());
		boolean absent = nodes.isEmpty();
		nodes.remove(node);
		nodes.put(node, member);
		return absent;
	}

	/**
	 * Notes that a node holds a session no more.
	 * @return whether it is now held by none
	 */
	boolean remove(long node, SessionId session) {
		Map<Long, Member> nodes = this.holders.get(session);
		if (nodes == null || nodes.remove(node) == null || !nodes.isEmpty()) {
			return false;
		}
		this.holders.remove(session);
		return true;
	}

	boolean contains(SessionId session) {
		return this.holders.containsKey(session);
	}

	/**
	 * Notes all that a node holds.
	 * @return what that changes
	 */
	Change replace(long node, List<Member> members) {
		Set<SessionId> gone = new HashSet<>();
		heldBy(node).forEach((member) -> gone.add(member.session()));
		List<Member> joined = new ArrayList<>();
		for (Member member : members) {
			gone.remove(member.session());
			if (add(node, member)) {
				joined.add(member);
			}
		}
		List<SessionId> left = new ArrayList<>();
		gone.stream().filter((session) -> remove(node, session)).forEach(left::add);
		return new Change(joined, left);
	}

	/**
	 * Returns everybody once, as the node that was heard last describes them.
	 */
	List<Member> members() {
		List<Member> members = new ArrayList<>(this.holders.size());
		this.holders.values().forEach((nodes) -> {
			Member newest = null;
			for (Member member : nodes.values()) {
				newest = member;
			}
			if (newest != null) {
				members.add(newest);
			}
		});
		return members;
	}

	List<Member> heldBy(long node) {
		List<Member> held = new ArrayList<>();
		this.holders.values().forEach((nodes) -> {
			Member member = nodes.get(node);
			if (member != null) {
				held.add(member);
			}
		});
		return held;
	}

	/**
	 * What peers are to be told.
	 */
	record Change(List<Member> joined, List<SessionId> left) {

	}

}
