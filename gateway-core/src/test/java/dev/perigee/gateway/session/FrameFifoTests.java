package dev.perigee.gateway.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.perigee.gateway.room.EncodedFrame;
import dev.perigee.gateway.room.Frames;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FrameFifoTests {

	private final FrameFifo fifo = new FrameFifo();

	@Test
	void isAQueueHoweverItGrowsAndShrinks() {
		Random random = new Random(1);
		ArrayDeque<EncodedFrame> expected = new ArrayDeque<>();
		ArrayDeque<Long> times = new ArrayDeque<>();
		for (long step = 0; step < 20_000; step++) {
			boolean growing = (step / 1000) % 2 == 0;
			if (random.nextInt(10) < (growing ? 7 : 3)) {
				EncodedFrame frame = Frames.reliable(1 + random.nextInt(50));
				this.fifo.add(frame, step);
				expected.add(frame);
				times.add(step);
			}
			else if (!expected.isEmpty()) {
				assertThat(this.fifo.peek()).isSameAs(expected.remove());
				assertThat(this.fifo.oldestNanos()).isEqualTo(times.remove());
				this.fifo.remove();
			}
			assertThat(this.fifo.isEmpty()).isEqualTo(expected.isEmpty());
		}
		assertThat(this.fifo.bytes()).isEqualTo(expected.stream().mapToLong(EncodedFrame::size).sum());
		List<EncodedFrame> all = new ArrayList<>();
		this.fifo.forEach(all::add);
		assertThat(all).containsExactlyElementsOf(expected);
	}

	@Test
	void isEmptyAgainAfterABurst() {
		for (int i = 0; i < 1000; i++) {
			this.fifo.add(Frames.reliable(10), i);
		}
		for (int i = 0; i < 1000; i++) {
			this.fifo.remove();
		}
		assertThat(this.fifo.peek()).isNull();
		assertThat(this.fifo.bytes()).isZero();
		EncodedFrame next = Frames.reliable(3);
		this.fifo.add(next, 7);
		assertThat(this.fifo.peek()).isSameAs(next);
	}

}
