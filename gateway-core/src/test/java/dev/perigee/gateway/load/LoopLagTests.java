package dev.perigee.gateway.load;

import java.util.concurrent.TimeUnit;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** An embedded channel's loop runs when it is told to, by a clock of its own. */
class LoopLagTests {

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private long nowMillis;

	private final LoopLag lag = new LoopLag(() -> TimeUnit.MILLISECONDS.toNanos(this.nowMillis));

	LoopLagTests() {
		this.channel.freezeTime();
		this.lag.watch(this.channel.eventLoop());
		this.lag.watch(this.channel.eventLoop());
	}

	@AfterEach
	void close() {
		this.lag.stop();
		this.channel.unfreezeTime();
		this.channel.finishAndReleaseAll();
	}

	@Test
	void aLoopThatRunsInTimeIsNotLate() {
		runs(100, 100);
		assertThat(lagMillis()).isZero();
	}

	@Test
	void aLoopThatIsAlwaysLateIsFoundOutWithinSeconds() {
		runs(40, 180);
		assertThat(lagMillis()).isBetween(75L, 80L);
	}

	@Test
	void onePauseCountsForAnEighth() {
		runs(1, 500);
		assertThat(lagMillis()).isEqualTo(50);
		runs(40, 100);
		assertThat(lagMillis()).isLessThan(2);
	}

	@Test
	void aLoopThatIsStuckIsSeenFromOutside() {
		runs(3, 100);
		this.nowMillis += 5_100;
		assertThat(lagMillis()).isEqualTo(5_000);
	}

	@Test
	void asksNoMoreOnceItIsStopped() {
		this.lag.stop();
		runs(2, 100);
		assertThat(this.channel.hasPendingTasks()).isFalse();
		assertThat(lagMillis()).isZero();
	}

	private void runs(int times, long everyMillis) {
		for (int i = 0; i < times; i++) {
			this.nowMillis += everyMillis;
			this.channel.advanceTimeBy(everyMillis, TimeUnit.MILLISECONDS);
			this.channel.runPendingTasks();
		}
	}

	private long lagMillis() {
		return TimeUnit.NANOSECONDS.toMillis(this.lag.nanos());
	}

}
