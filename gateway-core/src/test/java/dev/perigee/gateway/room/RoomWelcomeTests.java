package dev.perigee.gateway.room;

import java.util.List;
import java.util.stream.LongStream;

import dev.perigee.protocol.ControlFrames.Joined;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.ControlFrames.MemberJoined;
import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Received;
import dev.perigee.protocol.SessionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RoomWelcomeTests {

	private static final List<Position> POSITIONS = LongStream.range(0, Joined.MAX_POSITIONS)
		.mapToObj((index) -> new Position(new SessionId(-1 - index), Long.MAX_VALUE))
		.toList();

	@Test
	void isOneFrameInAnOrdinaryRoom() {
		List<Member> members = members(500, "somebody");
		assertThat(RoomWelcome.of("room", 1, members, List.of(), (session) -> 0, null))
			.containsExactly(new Joined("room", 1, members, List.of(), null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "\u0001", "é" })
	void noFrameIsLongerThanClientsExpectAndNobodyIsMissing(String character) {
		List<Member> members = members(3000, character.repeat(128));
		List<Frame> frames = RoomWelcome.of("room", 1, members, POSITIONS, SessionId::value,
				new Received(Long.MAX_VALUE, Long.MAX_VALUE));
		frames.forEach((frame) -> assertThat(EncodedFrame.of(frame).size()).isLessThanOrEqualTo(256 * 1024));
		Joined joined = (Joined) frames.get(0);
		assertThat(joined.positions()).isEqualTo(POSITIONS);
		assertThat(joined.members()).isNotEmpty().isEqualTo(members.subList(0, joined.members().size()));
		assertThat(frames.subList(1, frames.size())).map((frame) -> ((MemberJoined) frame).member())
			.isEqualTo(members.subList(joined.members().size(), members.size()));
		assertThat(frames.subList(1, frames.size())).map((frame) -> (MemberJoined) frame)
			.allMatch((one) -> one.before() == one.member().session().value());
	}

	private static List<Member> members(int count, String user) {
		return LongStream.range(0, count).mapToObj((id) -> new Member(new SessionId(id), user, "region")).toList();
	}

}
