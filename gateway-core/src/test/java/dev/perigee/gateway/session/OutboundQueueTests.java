package dev.perigee.gateway.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.gateway.metrics.GatewayMetrics.Drop;
import dev.perigee.gateway.room.EncodedFrame;
import dev.perigee.gateway.room.Frames;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OutboundQueueTests {

	private final List<Drop> drops = new ArrayList<>();

	private final MemoryAccount account = new MemoryAccount(() -> 0);

	private final OutboundQueue queue = new OutboundQueue(100, Duration.ofNanos(1000), this.account, this.drops::add);

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
	void countsWhatHasToWaitAndWhatIsSharedOnce() {
		OutboundQueue other = new OutboundQueue(100, Duration.ofNanos(1000), this.account, this.drops::add);
		EncodedFrame shared = Frames.reliable(30);
		this.queue.offer(shared, 0);
		assertThat(this.account.waiting()).as("within a turn").isZero();
		this.queue.hold();
		this.queue.offer(Frames.unreliable(20), 0);
		other.offer(shared, 0);
		other.hold();
		assertThat(this.account.waiting()).isEqualTo(80);
		long frames = this.account.frames();
		this.queue.pollReliable(100);
		assertThat(this.account.frames()).as("the other one still has it").isEqualTo(frames);
		other.clear();
		assertThat(this.account.frames()).isLessThan(frames).isPositive();
		this.queue.clear();
		assertThat(this.account.frames()).isZero();
		assertThat(this.account.waiting()).isZero();
		assertThat(this.account.bookkeeping()).isZero();
	}

	@Test
	void whatHasTakenEverythingIsCountedNoMore() {
		this.queue.offer(Frames.reliable(30), 0);
		this.queue.hold();
		this.queue.pollReliable(100);
		this.queue.offer(Frames.reliable(30), 0);
		assertThat(this.account.waiting()).isZero();
	}

	@Test
	void dropsAllUnreliableFramesWhenMemoryIsShort() {
		this.queue.offer(Frames.unreliable(10), 0);
		this.queue.offer(Frames.reliable(20), 5);
		this.queue.offer(Frames.unreliable(10), 6);
		assertThat(this.queue.backlog(9)).isEqualTo(new Backlog(40, 20, 5));
		assertThat(this.queue.dropUnreliable(Drop.MEMORY)).isEqualTo(2);
		assertThat(this.drops).containsExactly(Drop.MEMORY, Drop.MEMORY);
		assertThat(this.queue.backlog(9)).isEqualTo(new Backlog(20, 0, 5));
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
