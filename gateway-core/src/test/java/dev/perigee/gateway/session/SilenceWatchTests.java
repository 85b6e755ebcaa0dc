package dev.perigee.gateway.session;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SilenceWatchTests {

	/** What Netty says when nothing is scheduled. */
	private static final long NOTHING = -1;

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final AtomicInteger silences = new AtomicInteger();

	private long now;

	private final SilenceWatch watch = new SilenceWatch(this.channel.eventLoop(), () -> this.now,
			Duration.ofSeconds(10), this.silences::incrementAndGet);

	@BeforeEach
	void start() {
		this.channel.freezeTime();
		this.watch.start();
	}

	@Test
	void endsASilenceOnce() {
		pass(9);
		assertThat(this.silences).hasValue(0);
		pass(1);
		assertThat(this.silences).hasValue(1);
		assertThat(this.channel.runScheduledPendingTasks()).isEqualTo(NOTHING);
	}

	@Test
	void waitsAsLongAgainAfterASign() {
		pass(9);
		this.watch.sign(this.now);
		pass(9);
		assertThat(this.silences).hasValue(0);
		pass(1);
		assertThat(this.silences).hasValue(1);
	}

	@Test
	void leavesNothingInTheEventLoopWhenItIsStopped() {
		pass(9);
		this.watch.stop();
		assertThat(this.channel.runScheduledPendingTasks()).isEqualTo(NOTHING);
		pass(10);
		assertThat(this.silences).hasValue(0);
	}

	private void pass(int seconds) {
		this.now += TimeUnit.SECONDS.toNanos(seconds);
		this.channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
		this.channel.runScheduledPendingTasks();
	}

}
