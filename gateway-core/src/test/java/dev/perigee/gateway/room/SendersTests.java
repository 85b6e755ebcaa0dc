package dev.perigee.gateway.room;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.protocol.ControlFrames.Gap;
import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.Received;
import dev.perigee.protocol.SessionId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SendersTests {

	private static final long SECOND = 1_000_000_000L;

	private final Set<Long> members = new HashSet<>();

	private final Senders senders = new Senders(Duration.ofSeconds(30), Duration.ofSeconds(10), 0,
			new MemoryAccount(() -> 0), this.members::contains);

	@Test
	void knowsTheFarthestOfWhatItSawAndWhatItWasTold() {
		this.senders.accept(1, 5, 0);
		this.senders.learn(new Position(new SessionId(1), 9), 0);
		this.senders.learn(new Position(new SessionId(1), 7), 0);
		assertThat(this.senders.last(1)).isEqualTo(9);
		assertThat(this.senders.last(2)).isZero();
		assertThat(this.senders.positions()).containsExactly(new Position(new SessionId(1), 9));
	}

	@Test
	void namesThoseWhoWereHeardLast() {
		this.senders.accept(1, 5, 2);
		this.senders.accept(2, 5, 1);
		this.senders.accept(3, 5, 3);
		assertThat(this.senders.latest(2)).extracting((position) -> position.session().value()).containsExactly(3L, 1L);
		assertThat(this.senders.latest(3)).hasSize(3);
	}

	@Test
	void whatItWasToldIsNotWhatItSaw() {
		this.senders.learn(new Position(new SessionId(1), 9), 0);
		assertThat(this.senders.accept(1, 9, 0)).isTrue();
	}

	@Test
	void hasReceivedNeitherWhatItWasToldNorWhatItSkipped() {
		assertThat(this.senders.received(1)).isNull();
		this.senders.skip(position(1, 5), 0);
		assertThat(this.senders.received(1)).isNull();
		this.senders.accept(1, 7, 0);
		this.senders.accept(1, 8, 0);
		this.senders.learn(position(1, 9), 0);
		assertThat(this.senders.received(1)).isEqualTo(new Received(7, 8));
	}

	@Test
	void forgetsASenderThatIsSilentForTwiceTheWindow() {
		this.senders.accept(1, 5, 0);
		this.senders.accept(2, 5, 59 * SECOND);
		this.senders.accept(2, 6, 60 * SECOND);
		assertThat(this.senders.last(1)).isZero();
		assertThat(this.senders.last(2)).isEqualTo(6);
	}

	@Test
	void neverForgetsAMember() {
		this.members.add(1L);
		this.senders.accept(1, 5, 0);
		this.senders.accept(2, 5, 3600 * SECOND);
		assertThat(this.senders.last(1)).isEqualTo(5);
	}

	@Test
	void missesNothingOfWhoIsIntroducedForTheFirstTime() {
		this.senders.introduce(position(1, 41), 0);
		this.senders.introduce(position(2, 0), 0);
		assertThat(this.senders.due(0)).isEmpty();
		assertThat(this.senders.positions()).containsExactly(position(1, 41));
	}

	@Test
	void asksForWhatSomebodyItKnowsHasSentMeanwhile() {
		this.senders.accept(1, 5, 0);
		this.senders.introduce(position(1, 4), 0);
		assertThat(this.senders.due(0)).isEmpty();
		this.senders.introduce(position(1, 8), 0);
		assertThat(this.senders.due(0)).containsExactly(position(1, 5));
	}

	@Test
	void asksForWhatItWasToldAndHasNotSeenMoreAndMoreRarely() {
		this.senders.accept(1, 5, 0);
		this.senders.learn(position(1, 5), 0);
		assertThat(this.senders.due(0)).isEmpty();
		this.senders.learn(position(1, 7), 0);
		this.senders.learn(position(2, 1), 0);
		assertThat(this.senders.due(0)).containsExactly(position(1, 5), position(2, 0));
		assertThat(this.senders.due(SECOND / 2 - 1)).isEmpty();
		this.senders.accept(2, 1, 0);
		assertThat(this.senders.due(SECOND / 2)).containsExactly(position(1, 5));
		assertThat(this.senders.due(SECOND)).isEmpty();
		this.senders.accept(1, 6, SECOND);
		assertThat(this.senders.due(3 * SECOND / 2)).containsExactly(position(1, 6));
		this.senders.accept(1, 7, SECOND);
		assertThat(this.senders.due(100 * SECOND)).isEmpty();
	}

	@Test
	void doesNotAskForWhatWasSaidBeforeAnybodyListened() {
		this.senders.skip(position(1, 5), 0);
		assertThat(this.senders.due(0)).isEmpty();
		assertThat(this.senders.last(1)).isEqualTo(5);
		this.senders.learn(position(1, 6), 0);
		assertThat(this.senders.due(0)).containsExactly(position(1, 5));
	}

	@Test
	void givesUpWhatCannotBeHadAndSaysSoOnce() {
		this.senders.accept(1, 5, 0);
		this.senders.learn(position(1, 7), SECOND);
		assertThat(this.senders.giveUp("r", 11 * SECOND - 1)).isEmpty();
		assertThat(this.senders.giveUp("r", 11 * SECOND)).containsExactly(new Gap("r", new SessionId(1), 6, 7));
		this.senders.learn(position(1, 7), 12 * SECOND);
		assertThat(this.senders.giveUp("r", 30 * SECOND)).isEmpty();
	}

	@Test
	void saysHowFarItHasSeenThoseWhoWereHeardOfLate() {
		this.senders.accept(1, 5, 0);
		this.senders.accept(2, 8, SECOND);
		this.senders.learn(position(3, 9), SECOND);
		List<SessionId> all = List.of(new SessionId(1), new SessionId(2), new SessionId(3), new SessionId(4));
		assertThat(this.senders.seen(all, SECOND)).containsExactly(position(1, 5), position(2, 8));
		assertThat(this.senders.seen(all, 30 * SECOND)).containsExactly(position(2, 8));
	}

	private static Position position(long session, long sequence) {
		return new Position(new SessionId(session), sequence);
	}

}
