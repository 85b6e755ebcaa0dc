package dev.perigee.gateway.room;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SequenceWindowTests {

	private final SequenceWindow window = new SequenceWindow();

	@Test
	void acceptsEachSequenceOnce() {
		assertThat(this.window.accept(1)).isTrue();
		assertThat(this.window.accept(1)).isFalse();
		assertThat(this.window.accept(2)).isTrue();
		assertThat(this.window.highest()).isEqualTo(2);
	}

	@Test
	void acceptsALateSequenceThatWasNotSeen() {
		this.window.accept(10);
		assertThat(this.window.accept(9)).isTrue();
		assertThat(this.window.accept(9)).isFalse();
		assertThat(this.window.highest()).isEqualTo(10);
	}

	@Test
	void refusesWhatIsTooOldToTell() {
		this.window.accept(2000);
		assertThat(this.window.accept(2000 - 1023)).isTrue();
		assertThat(this.window.accept(2000 - 1024)).isFalse();
	}

	@Test
	void survivesAnyJumpUpToTheLastSequence() {
		this.window.accept(1);
		assertThat(this.window.accept(Long.MAX_VALUE)).isTrue();
		assertThat(this.window.accept(Long.MAX_VALUE)).isFalse();
		assertThat(this.window.accept(Long.MAX_VALUE - 1)).isTrue();
		assertThat(this.window.accept(2)).isFalse();
	}

	@Test
	void isWholeSinceTheLastHole() {
		assertThat(this.window.wholeSince()).isZero();
		this.window.accept(1);
		assertThat(this.window.wholeSince()).isEqualTo(1);
		this.window.accept(2);
		this.window.accept(4);
		this.window.accept(5);
		assertThat(this.window.wholeSince()).isEqualTo(4);
		this.window.accept(3);
		assertThat(this.window.wholeSince()).isEqualTo(1);
		for (long sequence = 6; sequence <= 3000; sequence++) {
			this.window.accept(sequence);
		}
		assertThat(this.window.wholeSince()).isEqualTo(3000 - 1023);
	}

	@Test
	void agreesWithASetInAnyOrderWithinTheWindow() {
		Random random = new Random(20261123);
		Set<Long> seen = new HashSet<>();
		long front = 1;
		for (int i = 0; i < 100_000; i++) {
			front += random.nextInt(3);
			long sequence = Math.max(1, front - random.nextInt(500));
			assertThat(this.window.accept(sequence)).as("sequence %s", sequence).isEqualTo(seen.add(sequence));
		}
	}

}
