package dev.perigee.gateway.room;

import java.time.Duration;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.memory.MemoryAccount;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class RingsTests {

	private static final GatewayProperties.Room PROPERTIES = new GatewayProperties.Room(Duration.ofSeconds(30),
			DataSize.ofBytes(10_000), Duration.ZERO, Duration.ofMillis(500), Duration.ofSeconds(1));

	private final MemoryAccount account = new MemoryAccount(() -> 0);

	/** Two rings have a share of 1000 bytes each. */
	private final Rings rings = new Rings(PROPERTIES, 2000, this.account, () -> 0);

	private final ReplayRing large = this.rings.open();

	private final ReplayRing small = this.rings.open();

	@Test
	void takesTheOldestOfTheLargestAndNothingOfTheSmall() {
		fill(this.large, 30);
		fill(this.small, 9);
		assertThat(this.rings.excess()).isEqualTo(2000);
		assertThat(this.rings.trim(450)).isEqualTo(5);
		assertThat(this.large.after(1, 0, 0).firstKey()).isEqualTo(6);
		assertThat(this.large.after(1, 0, 0).lastKey()).isEqualTo(30);
		assertThat(this.small.after(1, 0, 0)).hasSize(9);
	}

	@Test
	void neverTakesAShare() {
		fill(this.large, 30);
		fill(this.small, 12);
		assertThat(this.rings.trim(1_000_000)).isEqualTo(22);
		assertThat(this.large.bytes()).isEqualTo(1000);
		assertThat(this.small.bytes()).isEqualTo(1000);
		assertThat(this.rings.excess()).isZero();
	}

	@Test
	void nothingIsCountedOfARoomThatIsNoMore() {
		fill(this.large, 30);
		fill(this.small, 1);
		assertThat(this.account.frames()).isGreaterThan(3100);
		assertThat(this.account.bookkeeping()).isPositive();
		this.rings.close(this.large);
		this.rings.close(this.small);
		fill(this.large, 1);
		assertThat(this.account.frames()).isZero();
		assertThat(this.account.bookkeeping()).isZero();
		assertThat(this.large.after(1, 0, 0)).isEmpty();
	}

	private static void fill(ReplayRing ring, int frames) {
		for (int sequence = 1; sequence <= frames; sequence++) {
			ring.append(1, sequence, Frames.reliable(100), 0);
		}
	}

}
