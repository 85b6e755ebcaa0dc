package dev.perigee.gateway.room;

import java.time.Duration;

import dev.perigee.gateway.memory.MemoryAccount;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayRingTests {

	private static final long SECOND = 1_000_000_000L;

	private final MemoryAccount account = new MemoryAccount(() -> 0);

	private final ReplayRing ring = new ReplayRing(Duration.ofSeconds(30), 1000, this.account);

	@Test
	void keepsEachSendersMessagesInTheOrderOfTheirSequences() {
		this.ring.append(1, 2, Frames.reliable(10), 0);
		this.ring.append(2, 7, Frames.reliable(10), 0);
		this.ring.append(1, 1, Frames.reliable(10), 0);
		assertThat(this.ring.after(1, 0, 0)).containsOnlyKeys(1L, 2L);
		assertThat(this.ring.after(1, 1, 0)).containsOnlyKeys(2L);
		assertThat(this.ring.after(2, 7, 0)).isEmpty();
		assertThat(this.ring.after(3, 0, 0)).isEmpty();
	}

	@Test
	void forgetsAfterTheWindow() {
		this.ring.append(1, 1, Frames.reliable(10), 0);
		this.ring.append(1, 2, Frames.reliable(10), SECOND);
		assertThat(this.ring.after(1, 0, 30 * SECOND - 1)).containsOnlyKeys(1L, 2L);
		assertThat(this.ring.after(1, 0, 30 * SECOND)).containsOnlyKeys(2L);
		assertThat(this.ring.after(1, 0, 31 * SECOND)).isEmpty();
		assertThat(this.ring.bytes()).isZero();
	}

	@Test
	void forgetsTheOldestBeyondItsBytes() {
		this.ring.append(1, 1, Frames.reliable(600), 0);
		this.ring.append(2, 1, Frames.reliable(400), 0);
		assertThat(this.ring.bytes()).isEqualTo(1000);
		this.ring.append(2, 2, Frames.reliable(1), 0);
		assertThat(this.ring.after(1, 0, 0)).isEmpty();
		assertThat(this.ring.after(2, 0, 0)).containsOnlyKeys(1L, 2L);
		assertThat(this.ring.bytes()).isEqualTo(401);
	}

	@Test
	void forgetsInASilentRoomToo() {
		this.ring.append(1, 1, Frames.reliable(10), 0);
		this.ring.expire(30 * SECOND - 1);
		assertThat(this.account.frames()).isPositive();
		this.ring.expire(30 * SECOND);
		assertThat(this.account.frames()).isZero();
		assertThat(this.account.bookkeeping()).isZero();
	}

	@Test
	void keepsNothingThatIsLargerThanItself() {
		this.ring.append(1, 1, Frames.reliable(1001), 0);
		assertThat(this.ring.after(1, 0, 0)).isEmpty();
		assertThat(this.ring.bytes()).isZero();
	}

}
