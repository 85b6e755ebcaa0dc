package dev.perigee.gateway.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.gateway.room.Frames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class OutboundTests {

	private static final GatewayProperties.Session PROPERTIES = new GatewayProperties.Session(Duration.ZERO,
			Duration.ofHours(1), Duration.ZERO, DataSize.ofBytes(2000), Duration.ofSeconds(10), DataSize.ofBytes(500),
			Duration.ofSeconds(1));

	private final EmbeddedChannel loop = new EmbeddedChannel();

	private final FakeConnection connection = new FakeConnection(this.loop.eventLoop());

	private final List<String> log = this.connection.log;

	private final MemoryAccount account = new MemoryAccount(() -> 0);

	private long nowNanos;

	private final Outbound outbound = new Outbound(this.connection, PROPERTIES,
			new TurnFlusher(this.loop.eventLoop(), () -> this.nowNanos), this.account,
			new GatewayMetrics(new SimpleMeterRegistry()), (reason) -> this.log.add("too slow: " + reason));

	@BeforeEach
	void freezeTime() {
		this.loop.freezeTime();
	}

	@Test
	void theFramesOfATurnLeaveInOneWriteAndOneFlush() {
		for (int i = 0; i < 10; i++) {
			this.outbound.offer(Frames.reliable(40));
		}
		assertThat(this.log).isEmpty();
		this.loop.runPendingTasks();
		assertThat(this.log).containsExactly("write 400", "flush");
	}

	@Test
	void aTurnWithMoreThanABatchIsStillOneFlush() {
		for (int i = 0; i < 10; i++) {
			this.outbound.offer(Frames.reliable(100));
		}
		this.outbound.offer(Frames.reliable(600));
		this.loop.runPendingTasks();
		assertThat(this.log).containsExactly("write 500", "write 500", "write 600", "flush");
	}

	@Test
	void waitsForAConnectionThatTakesNoMore() {
		this.connection.writable = false;
		this.outbound.offer(Frames.reliable(40));
		this.loop.runPendingTasks();
		assertThat(this.log).isEmpty();
		this.connection.writable = true;
		this.outbound.flush();
		assertThat(this.log).containsExactly("write 40", "flush");
	}

	@Test
	void overflowsInATurnOfItsOwnAndOnce() {
		this.connection.writable = false;
		for (int i = 0; i < 5; i++) {
			this.outbound.offer(Frames.reliable(900));
		}
		assertThat(this.log).isEmpty();
		this.loop.runPendingTasks();
		assertThat(this.log).containsExactly("too slow: BYTES");
	}

	@Test
	void aReliableFrameMayNotWaitForEverAlsoInASilentRoom() {
		this.connection.writable = false;
		this.outbound.offer(Frames.reliable(40));
		this.loop.runPendingTasks();
		assertThat(this.account.waiting()).isEqualTo(40);
		passTime(Duration.ofMillis(9_900));
		assertThat(this.outbound.backlog()).isEqualTo(new Backlog(40, 0, 0));
		assertThat(this.log).isEmpty();
		passTime(Duration.ofMillis(100));
		assertThat(this.log).containsExactly("too slow: AGE");
		assertThat(this.account.waiting()).isZero();
	}

	@Test
	void whoTakesEverythingInTimeIsLeftAlone() {
		this.connection.writable = false;
		this.outbound.offer(Frames.reliable(40));
		passTime(Duration.ofSeconds(9));
		this.connection.writable = true;
		this.outbound.flush();
		this.connection.writable = false;
		passTime(Duration.ofSeconds(1));
		assertThat(this.outbound.backlog()).isEqualTo(Backlog.NONE);
		this.outbound.offer(Frames.reliable(40));
		passTime(Duration.ofSeconds(9));
		assertThat(this.log).containsExactly("write 40", "flush");
	}

	@Test
	void whatExpiresWhileItWaitsIsDropped() {
		this.connection.writable = false;
		this.outbound.offer(Frames.unreliable(40));
		this.loop.runPendingTasks();
		passTime(Duration.ofSeconds(1));
		assertThat(this.outbound.queuedBytes()).isZero();
		assertThat(this.account.waiting()).isZero();
		passTime(Duration.ofSeconds(20));
		assertThat(this.log).isEmpty();
	}

	@Test
	void aBurstWithinATurnMakesNobodySlowWhoTakesIt() {
		for (int i = 0; i < 5; i++) {
			this.outbound.offer(Frames.reliable(900));
		}
		this.loop.runPendingTasks();
		assertThat(this.log).containsExactly("write 900", "write 900", "flush", "write 900", "write 900", "flush",
				"write 900", "flush");
	}

	@Test
	void unreliableFramesShareDatagramsAndLargeOnesGoTheirOwnWay() {
		this.connection.maxDatagramBytes = 100;
		this.outbound.offer(Frames.unreliable(40));
		this.outbound.offer(Frames.reliable(30));
		this.outbound.offer(Frames.unreliable(60));
		this.outbound.offer(Frames.unreliable(101));
		this.outbound.offer(Frames.unreliable(50));
		this.loop.runPendingTasks();
		assertThat(this.log).containsExactly("write 30", "datagram 100", "expiring 101", "datagram 50", "flush");
	}

	@Test
	void withoutDatagramsUnreliableFramesFollowTheReliableOnes() {
		this.outbound.offer(Frames.unreliable(40));
		this.outbound.offer(Frames.reliable(30));
		this.loop.runPendingTasks();
		assertThat(this.log).containsExactly("write 70", "flush");
	}

	private void passTime(Duration time) {
		for (int step = 0; step < time.toMillis() / 100; step++) {
			this.nowNanos += Duration.ofMillis(100).toNanos();
			this.loop.advanceTimeBy(100, TimeUnit.MILLISECONDS);
			this.loop.runPendingTasks();
		}
		this.loop.runPendingTasks();
	}

}
