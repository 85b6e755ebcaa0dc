package dev.perigee.gateway.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.perigee.gateway.metrics.GatewayMetrics.Drop;
import dev.perigee.gateway.room.EncodedFrame;
import dev.perigee.gateway.room.Frames;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OutboundQueueTests {

	private final List<Drop> drops = new ArrayList<>();

	private final OutboundQueue queue = new OutboundQueue(100, Duration.ofNanos(1000), this.drops::add);

	@Test
	void givesReliableFramesInOrderAndOnlyUpToASize() {
		EncodedFrame first = Frames.reliable(30);
		EncodedFrame second = Frames.reliable(40);
		this.queue.offer(first, 0);
		this.queue.offer(second, 0);
		assertThat(this.queue.pollReliable(29)).isNull();
		assertThat(this.queue.pollReliable(30)).isSameAs(first);
		assertThat(this.queue.pollReliable(100)).isSameAs(second);
		assertThat(this.queue.pollReliable(100)).isNull();
		assertThat(this.queue.bytes()).isZero();
	}

	@Test
	void aFullQueueDropsItsOldestUnreliableFrames() {
		this.queue.offer(Frames.unreliable(50), 0);
		EncodedFrame newer = Frames.unreliable(50);
		this.queue.offer(newer, 0);
		assertThat(this.queue.offer(Frames.reliable(50), 0)).isTrue();
		assertThat(this.drops).containsExactly(Drop.QUEUE);
		assertThat(this.queue.pollUnreliable(100, 0)).isSameAs(newer);
	}

	@Test
	void reliableFramesOverflow() {
		assertThat(this.queue.offer(Frames.reliable(100), 0)).isTrue();
		assertThat(this.queue.offer(Frames.reliable(1), 0)).isFalse();
		assertThat(this.queue.bytes()).isEqualTo(100);
	}

	@Test
	void unreliableFramesNeverOverflow() {
		this.queue.offer(Frames.reliable(100), 0);
		assertThat(this.queue.offer(Frames.unreliable(1), 0)).isTrue();
		assertThat(this.drops).containsExactly(Drop.QUEUE);
		assertThat(this.queue.bytes()).isEqualTo(100);
	}

	@Test
	void unreliableFramesExpire() {
		this.queue.offer(Frames.unreliable(10), 0);
		EncodedFrame fresh = Frames.unreliable(10);
		this.queue.offer(fresh, 1);
		assertThat(this.queue.pollUnreliable(100, 1000)).isSameAs(fresh);
		assertThat(this.drops).containsExactly(Drop.EXPIRED);
		assertThat(this.queue.bytes()).isZero();
	}

}
