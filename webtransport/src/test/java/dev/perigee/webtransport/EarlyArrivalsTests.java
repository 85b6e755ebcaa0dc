package dev.perigee.webtransport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EarlyArrivalsTests {

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final List<String> discarded = new ArrayList<>();

	private final EarlyArrivals<String> arrivals = new EarlyArrivals<>(this.channel.eventLoop(), 3, 5000,
			this.discarded::add);

	@BeforeEach
	void freezeTime() {
		this.channel.freezeTime();
	}

	@AfterEach
	void close() {
		this.channel.close();
	}

	@Test
	void handsOverInOrderToTheRightSession() {
		List<String> claimed = new ArrayList<>();
		this.arrivals.park(0, "a");
		this.arrivals.park(4, "b");
		this.arrivals.park(0, "c");
		this.arrivals.claim(0, claimed::add);
		assertThat(claimed).containsExactly("a", "c");
		this.arrivals.clear();
		assertThat(this.discarded).containsExactly("b");
	}

	@Test
	void discardsWhatExceedsItsCapacity() {
		for (String item : new String[] { "a", "b", "c", "d" }) {
			this.arrivals.park(0, item);
		}
		assertThat(this.discarded).containsExactly("d");
	}

	@Test
	void discardsAfterTheTimeout() {
		this.arrivals.park(0, "a");
		pass(4000);
		this.arrivals.park(0, "b");
		pass(1000);
		assertThat(this.discarded).containsExactly("a");
		pass(4000);
		assertThat(this.discarded).containsExactly("a", "b");
	}

	@Test
	void doesNotDiscardWhatWasClaimed() {
		this.arrivals.park(0, "a");
		this.arrivals.claim(0, item -> {
		});
		pass(10_000);
		assertThat(this.discarded).isEmpty();
	}

	private void pass(long millis) {
		this.channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
		this.channel.runScheduledPendingTasks();
	}

}
