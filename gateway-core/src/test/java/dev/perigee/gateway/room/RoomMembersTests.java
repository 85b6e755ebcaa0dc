package dev.perigee.gateway.room;

import java.util.ArrayList;
import java.util.List;

import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.ControlFrames.MemberJoined;
import dev.perigee.protocol.ControlFrames.MemberLeft;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.SessionId;
import dev.perigee.protocol.UpdateFrames.MemberChanged;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RoomMembersTests {

	private static final long HERE = 1;

	private static final long THERE = 2;

	private static final Member ANN = new Member(new SessionId(100), "ann", "here");

	private static final Member BOB = new Member(new SessionId(200), "bob", "there");

	private final List<Frame> toNodes = new ArrayList<>();

	private final List<Frame> toLocals = new ArrayList<>();

	private final RoomMembers members = new RoomMembers("room", HERE, this.toNodes::add,
			(event, except) -> this.toLocals.add(event));

	@Test
	void twoConnectionsOfASessionAreOneMember() {
		this.members.enter(ANN, 0);
		this.members.enter(ANN, 0);
		assertThat(this.members.exit(ANN.session())).isNull();
		assertThat(this.members.exit(ANN.session())).isNotNull();
		this.members.depart(ANN.session());
		assertThat(this.toLocals).containsExactly(joined(ANN), left(ANN));
		assertThat(this.toNodes).isEqualTo(this.toLocals);
		assertThat(this.members.isEmptyHere()).isTrue();
	}

	@Test
	void whoComesBackWithinTheGraceIsNotSeenToLeave() {
		this.members.enter(ANN, 0);
		Long absence = this.members.exit(ANN.session());
		assertThat(this.members.hasStayedAway(ANN.session(), absence)).isTrue();
		this.members.enter(ANN, 0);
		assertThat(this.members.hasStayedAway(ANN.session(), absence)).isFalse();
		this.members.exit(ANN.session());
		assertThat(this.members.hasStayedAway(ANN.session(), absence)).isFalse();
		assertThat(this.toLocals).containsExactly(joined(ANN));
	}

	@Test
	void membersOfASilentNodeAreToldToBeUnreachableOnceAndTogether() {
		Member cid = new Member(new SessionId(300), "cid", "there");
		this.members.onSync(THERE, List.of(BOB, cid));
		this.toLocals.clear();
		this.members.onSilent(THERE);
		assertThat(this.toLocals).isEmpty();
		this.members.tellChanged();
		this.members.tellChanged();
		assertThat(this.toLocals)
			.containsExactly(new MemberChanged("room", List.of(BOB.asUnreachable(), cid.asUnreachable())));
		assertThat(this.members.all()).allMatch(Member::unreachable);
		assertThat(this.toNodes).isEmpty();
	}

	@Test
	void whoComesBackIntoTheRoomGoesOnWithItsSequences() {
		this.members.onJoined(THERE, new MemberJoined("room", BOB, 41));
		this.members.enter(ANN, 57);
		assertThat(this.toLocals).containsExactly(new MemberJoined("room", BOB, 41), new MemberJoined("room", ANN, 57));
		assertThat(this.toNodes).containsExactly(new MemberJoined("room", ANN, 57));
	}

	@Test
	void whoWasUnreachableAndLeavesHasLeftOnce() {
		this.members.onJoined(THERE, joined(BOB));
		this.members.onSilent(THERE);
		this.members.onSync(THERE, List.of());
		this.members.tellChanged();
		assertThat(this.toLocals).containsExactly(joined(BOB), left(BOB));
	}

	@Test
	void whoComesBackElsewhereIsReachableAgainAndNeitherLeavesNorJoins() {
		this.members.onJoined(THERE, joined(BOB));
		this.members.onSilent(THERE);
		this.members.tellChanged();
		Member back = new Member(BOB.session(), "bob", "elsewhere");
		this.members.onJoined(3, joined(back));
		this.members.onSync(THERE, List.of());
		this.members.tellChanged();
		assertThat(this.toLocals).containsExactly(joined(BOB), new MemberChanged("room", List.of(BOB.asUnreachable())),
				new MemberChanged("room", List.of(back)));
	}

	@Test
	void aSilentNodesDigestIsNeverAgreedWithSoThatItIsAsked() {
		this.members.onSync(THERE, List.of(BOB));
		long hash = Digest.hash(List.of(BOB));
		assertThat(this.members.agrees(THERE, hash)).isTrue();
		this.members.onSilent(THERE);
		assertThat(this.members.agrees(THERE, hash)).isFalse();
		this.members.onSync(THERE, List.of(BOB));
		assertThat(this.members.agrees(THERE, hash)).isTrue();
	}

	@Test
	void whoIsHeldHereForTheGraceOnlyAndLeavesElsewhereIsGone() {
		this.members.enter(ANN, 0);
		assertThat(this.members.onLeft(THERE, ANN.session())).isFalse();
		this.members.exit(ANN.session());
		assertThat(this.members.onLeft(THERE, ANN.session())).isTrue();
	}

	@Test
	void aCrowdIsToldInFramesThatAnyClientTakes() {
		List<Member> crowd = new ArrayList<>();
		for (int i = 1; i <= 150; i++) {
			crowd.add(new Member(new SessionId(i), "user", "there"));
		}
		this.members.onSync(THERE, crowd);
		this.toLocals.clear();
		this.members.onSilent(THERE);
		this.members.tellChanged();
		assertThat(this.toLocals).hasSize(3);
		assertThat(this.toLocals.stream().flatMap((frame) -> ((MemberChanged) frame).members().stream())).hasSize(150);
	}

	private static MemberJoined joined(Member member) {
		return new MemberJoined("room", member);
	}

	private static MemberLeft left(Member member) {
		return new MemberLeft("room", member.session());
	}

}
