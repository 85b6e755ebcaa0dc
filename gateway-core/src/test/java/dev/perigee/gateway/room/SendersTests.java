package dev.perigee.gateway.room;

import java.time.Duration;

import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.SessionId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SendersTests {

	private static final long SECOND = 1_000_000_000L;

	private final Senders senders = new Senders(Duration.ofSeconds(30), 0);

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
	void forgetsASenderThatIsSilentForTwiceTheWindow() {
		this.senders.accept(1, 5, 0);
		this.senders.accept(2, 5, 59 * SECOND);
		this.senders.accept(2, 6, 60 * SECOND);
		assertThat(this.senders.last(1)).isZero();
		assertThat(this.senders.last(2)).isEqualTo(6);
	}

}
