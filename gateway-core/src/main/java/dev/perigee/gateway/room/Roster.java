package dev.perigee.gateway.room;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a room, and which nodes say so. A session is a member as long as any node
 * says so: one that moves is held by two nodes for a while, and nobody sees it leave. It
 * is unreachable while only silent nodes have said so. Knows no clock and no network;
 * confined to its room's lock.
 */
final class Roster {

	private final Map<SessionId, Map<Long, Member>> holders = new LinkedHashMap<>();

	/** Nodes that are not heard of any more, and not given up yet. */
	private final Set<Long> silent = new HashSet<>();

	/** Notes that a node holds a session from now on. */
	Change add(long node, Member member) {
		return change(List.of(member.session()), () -> {
			Map<Long, Member> nodes = holdersOf(member.session());
			nodes.remove(node);
			nodes.put(node, member);
		});
	}

	/** Notes that a node holds a session no more. */
	Change remove(long node, SessionId session) {
		return change(List.of(session), () -> drop(node, session));
	}

	boolean contains(SessionId session) {
		return this.holders.containsKey(session);
	}

	/** Takes all that a node says it holds: it is not silent. */
	Change replace(long node, List<Member> members) {
		Map<SessionId, Member> held = new LinkedHashMap<>();
		members.forEach((member) -> held.put(member.session(), member));
		Set<SessionId> affected = new LinkedHashSet<>(sessionsOf(node));
		affected.addAll(held.keySet());
		return change(affected, () -> {
			this.silent.remove(node);
			affected.forEach((session) -> {
				Member member = held.get(session);
				if (member == null) {
					drop(node, session);
				}
				else if (!member.equals(holdersOf(session).get(node))) {
					holdersOf(session).put(node, member);
				}
			});
		});
	}

	/** Takes what others say a silent node held. */
	Change learn(long silentNode, List<Member> members) {
		Set<SessionId> affected = new LinkedHashSet<>(sessionsOf(silentNode));
		members.forEach((member) -> affected.add(member.session()));
		return change(affected, () -> {
			this.silent.add(silentNode);
			members.forEach((member) -> holdersOf(member.session()).putIfAbsent(silentNode, member));
		});
	}

	/** Notes that a node is not heard of any more. */
	Change silence(long node) {
		return learn(node, List.of());
	}

	boolean isSilent(long node) {
		return this.silent.contains(node);
	}

	/** Returns everybody once, as peers see them. */
	List<Member> members() {
		List<Member> members = new ArrayList<>(this.holders.size());
		this.holders.keySet().forEach((session) -> {
			Member member = member(session);
			if (member != null) {
				members.add(member);
			}
		});
		return members;
	}

	/**
	 * Returns a session as the node that was heard last describes it; {@code null} when
	 * no node holds it.
	 */
	@Nullable Member member(SessionId session) {
		Member reachable = null;
		Member unreachable = null;
		for (Map.Entry<Long, Member> holder : this.holders.getOrDefault(session, Map.of()).entrySet()) {
			if (this.silent.contains(holder.getKey())) {
				unreachable = holder.getValue();
			}
			else {
				reachable = holder.getValue();
			}
		}
		return (reachable != null || unreachable == null) ? reachable : unreachable.asUnreachable();
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

	/** Returns what the silent nodes held when they were heard last. */
	Map<Long, List<Member>> heldBySilent() {
		Map<Long, List<Member>> held = new HashMap<>();
		this.silent.forEach((node) -> held.put(node, heldBy(node)));
		return held;
	}

	private List<SessionId> sessionsOf(long node) {
		return heldBy(node).stream().map(Member::session).toList();
	}

	private Map<Long, Member> holdersOf(SessionId session) {
		return this.holders.computeIfAbsent(session, (key) -> new LinkedHashMap<>());
	}

	private void drop(long node, SessionId session) {
		this.holders.computeIfPresent(session, (key, nodes) -> {
			nodes.remove(node);
			return nodes.isEmpty() ? null : nodes;
		});
	}

	/** Compares what peers see before and after. */
	private Change change(Collection<SessionId> sessions, Runnable mutation) {
		Map<SessionId, Member> before = new HashMap<>();
		for (SessionId session : sessions) {
			Member member = member(session);
			if (member != null) {
				before.put(session, member);
			}
		}
		mutation.run();
		Change change = new Change(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
		for (SessionId session : sessions) {
			Member seen = before.get(session);
			Member now = member(session);
			if (now == null) {
				if (seen != null) {
					change.left().add(session);
				}
			}
			else if (seen == null) {
				change.joined().add(now);
			}
			else if (!now.equals(seen)) {
				change.changed().add(session);
			}
		}
		return change;
	}

	/**
	 * What peers are to be told.
	 *
	 * @param joined who came
	 * @param left who went
	 * @param changed who is somewhere else, unreachable, or reachable again
	 */
	record Change(List<Member> joined, List<SessionId> left, List<SessionId> changed) {

	}

}
