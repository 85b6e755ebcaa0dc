package dev.perigee.gateway.room;

import java.util.List;

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
		assertThat(this.roster.add(EAST, member(ANN, "east"))).isTrue();
		assertThat(this.roster.add(WEST, member(ANN, "west"))).isFalse();
		assertThat(this.roster.remove(EAST, ANN)).isFalse();
		assertThat(this.roster.remove(WEST, ANN)).isTrue();
		assertThat(this.roster.remove(WEST, ANN)).isFalse();
		assertThat(this.roster.members()).isEmpty();
	}

	@Test
	void describesASessionAsTheNodeThatWasHeardLast() {
		this.roster.add(EAST, member(ANN, "east"));
		this.roster.add(WEST, member(ANN, "west"));
		assertThat(this.roster.members()).extracting(Member::region).containsExactly("west");
		this.roster.add(EAST, member(ANN, "east"));
		assertThat(this.roster.members()).extracting(Member::region).containsExactly("east");
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

	private static Member member(SessionId session, String region) {
		return new Member(session, "user", region);
	}

}
