package dev.perigee.gateway.room;

import java.util.List;
import java.util.Map;

import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.SessionId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RosterTests {

	private static final long EAST = 1;

	private static final long WEST = 2;

	private static final SessionId ANN = new SessionId(100);

	private static final SessionId BOB = new SessionId(200);

	private final Roster roster = new Roster();

	@Test
	void aSessionJoinsWithItsFirstNodeAndLeavesWithItsLast() {
		assertThat(this.roster.add(EAST, member(ANN, "east")).joined()).containsExactly(member(ANN, "east"));
		assertThat(this.roster.add(WEST, member(ANN, "west")).joined()).isEmpty();
		assertThat(this.roster.remove(EAST, ANN)).isEqualTo(nothing());
		assertThat(this.roster.remove(WEST, ANN).left()).containsExactly(ANN);
		assertThat(this.roster.remove(WEST, ANN)).isEqualTo(nothing());
		assertThat(this.roster.members()).isEmpty();
	}

	@Test
	void aSessionThatMovesHasChangedForItsPeers() {
		this.roster.add(EAST, member(ANN, "east"));
		assertThat(this.roster.add(WEST, member(ANN, "west"))).isEqualTo(changed(ANN));
		assertThat(this.roster.members()).containsExactly(member(ANN, "west"));
		assertThat(this.roster.add(EAST, member(ANN, "east"))).isEqualTo(changed(ANN));
		assertThat(this.roster.members()).containsExactly(member(ANN, "east"));
	}

	@Test
	void aWholeListThatSaysNothingNewChangesNothing() {
		this.roster.add(EAST, member(ANN, "east"));
		this.roster.add(WEST, member(ANN, "west"));
		assertThat(this.roster.replace(EAST, List.of(member(ANN, "east")))).isEqualTo(nothing());
		assertThat(this.roster.members()).containsExactly(member(ANN, "west"));
	}

	@Test
	void aNodesWholeListReplacesWhatWasKnownOfIt() {
		this.roster.add(EAST, member(ANN, "east"));
		this.roster.add(WEST, member(ANN, "west"));
		this.roster.add(EAST, member(new SessionId(300), "east"));
		Roster.Change change = this.roster.replace(EAST, List.of(member(BOB, "east")));
		assertThat(change.joined()).extracting(Member::session).containsExactly(BOB);
		assertThat(change.left()).containsExactly(new SessionId(300));
		assertThat(this.roster.heldBy(EAST)).extracting(Member::session).containsExactly(BOB);
		assertThat(this.roster.members()).hasSize(2);
	}

	@Test
	void theListOfADeadNodeIsEmpty() {
		this.roster.add(EAST, member(ANN, "east"));
		this.roster.add(WEST, member(BOB, "west"));
		assertThat(this.roster.replace(WEST, List.of()).left()).containsExactly(BOB);
		assertThat(this.roster.members()).extracting(Member::session).containsExactly(ANN);
	}

	@Test
	void whomOnlySilentNodesHoldIsUnreachable() {
		this.roster.add(EAST, member(ANN, "east"));
		this.roster.add(WEST, member(ANN, "west"));
		this.roster.add(WEST, member(BOB, "west"));
		assertThat(this.roster.silence(WEST).changed()).containsExactlyInAnyOrder(ANN, BOB);
		assertThat(this.roster.members()).containsExactly(member(ANN, "east"), member(BOB, "west").asUnreachable());
		assertThat(this.roster.silence(WEST)).isEqualTo(nothing());
		assertThat(this.roster.remove(EAST, ANN)).isEqualTo(changed(ANN));
		assertThat(this.roster.members()).allMatch(Member::unreachable);
	}

	@Test
	void whoComesBackElsewhereIsReachableAgain() {
		this.roster.add(WEST, member(BOB, "west"));
		this.roster.silence(WEST);
		assertThat(this.roster.add(EAST, member(BOB, "east"))).isEqualTo(changed(BOB));
		assertThat(this.roster.members()).containsExactly(member(BOB, "east"));
		assertThat(this.roster.replace(WEST, List.of())).isEqualTo(nothing());
	}

	@Test
	void aNodeThatIsHeardAgainHoldsWhomItSaysItHolds() {
		this.roster.add(WEST, member(ANN, "west"));
		this.roster.add(WEST, member(BOB, "west"));
		this.roster.silence(WEST);
		assertThat(this.roster.isSilent(WEST)).isTrue();
		Roster.Change change = this.roster.replace(WEST, List.of(member(BOB, "west")));
		assertThat(change.changed()).containsExactly(BOB);
		assertThat(change.left()).containsExactly(ANN);
		assertThat(this.roster.isSilent(WEST)).isFalse();
	}

	@Test
	void whomOthersSayASilentNodeHeldIsAnUnreachableMember() {
		this.roster.add(EAST, member(ANN, "east"));
		assertThat(this.roster.learn(WEST, List.of(member(ANN, "west"), member(BOB, "west"))).joined())
			.containsExactly(member(BOB, "west").asUnreachable());
		assertThat(this.roster.members()).containsExactly(member(ANN, "east"), member(BOB, "west").asUnreachable());
		assertThat(this.roster.heldBySilent())
			.containsOnly(Map.entry(WEST, List.of(member(ANN, "west"), member(BOB, "west"))));
		assertThat(this.roster.replace(WEST, List.of()).left()).containsExactly(BOB);
	}

	private static Roster.Change nothing() {
		return new Roster.Change(List.of(), List.of(), List.of());
	}

	private static Roster.Change changed(SessionId session) {
		return new Roster.Change(List.of(), List.of(), List.of(session));
	}

	private static Member member(SessionId session, String region) {
		return new Member(session, "user", region);
	}

}
