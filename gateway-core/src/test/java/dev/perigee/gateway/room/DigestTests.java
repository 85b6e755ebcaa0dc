package dev.perigee.gateway.room;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import dev.perigee.gateway.bus.Envelope;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.ProtocolException;
import dev.perigee.protocol.SessionId;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DigestTests {

	@Test
	void comesBackAsItWasSent() throws ProtocolException {
		Digest digest = new Digest(-5, positions(3));
		Envelope envelope = Envelope.read(digest.toEnvelope(7));
		assertThat(envelope.kind()).isEqualTo(Envelope.Kind.DIGEST);
		assertThat(envelope.origin()).isEqualTo(7);
		assertThat(Digest.read(envelope.body())).isEqualTo(digest);
	}

	@Test
	void isCutIntoPartsOfBoundedSize() {
		assertThat(Digest.of(members(2), positions(2500))).extracting((digest) -> digest.positions().size())
			.containsExactly(1000, 1000, 500);
		assertThat(Digest.of(members(2), List.of())).containsExactly(new Digest(Digest.hash(members(2)), List.of()));
	}

	@Test
	void theHashTellsMembersApartAndNotTheirOrder() {
		List<Member> reversed = new ArrayList<>(members(50));
		Collections.reverse(reversed);
		assertThat(Digest.hash(reversed)).isEqualTo(Digest.hash(members(50)));
		assertThat(IntStream.rangeClosed(0, 50).mapToLong((count) -> Digest.hash(members(count))))
			.doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 7, 16, 25, 16_024 })
	void refusesWhatIsNoDigest(int bytes) {
		assertThatThrownBy(() -> Digest.read(Unpooled.wrappedBuffer(new byte[bytes])))
			.isInstanceOf(ProtocolException.class);
	}

	@Test
	void isDueMoreAndMoreRarelyAfterAChange() {
		DigestSchedule schedule = new DigestSchedule();
		assertThat(due(schedule, false, 100)).isEmpty();
		schedule.changed();
		assertThat(due(schedule, false, 100)).containsExactly(1, 2, 4, 8);
		schedule.changed();
		assertThat(due(schedule, true, 100)).containsExactly(1, 2, 4, 8, 32, 64, 96);
	}

	private static List<Integer> due(DigestSchedule schedule, boolean hasMembers, int ticks) {
		return IntStream.rangeClosed(1, ticks).filter((tick) -> schedule.tick(hasMembers)).boxed().toList();
	}

	private static List<Member> members(int count) {
		return LongStream.rangeClosed(1, count).mapToObj((id) -> new Member(new SessionId(id), "u", "r")).toList();
	}

	private static List<Position> positions(int count) {
		return LongStream.rangeClosed(1, count).mapToObj((id) -> new Position(new SessionId(id), id)).toList();
	}

}
