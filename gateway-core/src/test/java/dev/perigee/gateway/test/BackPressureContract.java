package dev.perigee.gateway.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.gateway.memory.MemoryUse.Step;
import dev.perigee.gateway.metrics.GatewayMeter;
import dev.perigee.gateway.metrics.GatewayMetrics.SlowConsumer;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames.Hello;
import dev.perigee.protocol.ControlFrames.Join;
import dev.perigee.protocol.ControlFrames.Joined;
import dev.perigee.protocol.ControlFrames.MemberLeft;
import dev.perigee.protocol.EchoFlag;
import dev.perigee.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

import static dev.perigee.protocol.DeliveryClass.RELIABLE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients that read too slowly cost: themselves the connection, the others nothing,
 * and the gateway no more memory than it was given.
 */
public abstract class BackPressureContract extends GatewayFixture {

	/** Messages that fill the buffers of any kernel: 40 MB. */
	private static final int MANY = 800;

	private static final Duration BOUND = Duration.ofSeconds(10);

	private static final String LARGE = "x".repeat(50_000);

	private static final int MEGABYTE = 1024 * 1024;

	private int sequence;

	/** Returns how many members a large room has. */
	protected abstract int crowd();

	@Override
	protected final String[] properties() {
		return new String[] { "gateway.region=test", "gateway.limits.attaches-per-second=10000",
				"gateway.session.max-queue-age=1s", "gateway.session.resume-grace=1s" };
	}

	@Test
	void aStalledReaderDelaysNoneOfTheOthers() {
		GatewayProcess patient = startAnother("gateway.limits.attaches-per-second=10000",
				"gateway.session.max-queue-age=29s");
		List<TestClient> members = new ArrayList<>();
		for (int i = 0; i < crowd(); i++) {
			TestClient member = client(patient);
			member.send(new Hello(1, Tokens.token("member-" + i, "*"), null, 0, null));
			members.add(member);
		}
		members.forEach((member) -> member.send(new Join("crowd")));
		TestClient speaker = members.get(0);
		TestClient stalled = members.get(1);
		members.forEach((member) -> member.receive(Joined.class));
		int crowd = speaker.join("crowd").handle();
		int aside = speaker.join("aside").handle();
		stalled.join("aside");
		List<TestClient> others = members.subList(2, members.size());
		Latency.measure(speaker, crowd, 1, others);
		Latency calm = Latency.measure(speaker, crowd, 1 + Latency.MESSAGES, others);
		stalled.pauseReading();
		fillUntilFramesWait(patient, speaker, aside);
		Latency beside = Latency.measure(speaker, crowd, 1 + 2 * Latency.MESSAGES, others);
		System.out.println("all read: " + calm + "; one has stalled: " + beside);
		beside.assertIsLike(calm);
		int last = 1 + 3 * Latency.MESSAGES;
		speaker.publish(crowd, RELIABLE, last, "the last");
		others.forEach((member) -> member.receive(Frame.Deliver.class, (deliver) -> deliver.sequence() == last));
		assertThat(patient.gauge(GatewayMeter.SLOW)).isEqualTo(1);
		assertThat(patient.gauge(GatewayMeter.WAITING)).isBetween(1.0, MEGABYTE / 2.0);
		assertThat(slowConsumers(patient, SlowConsumer.BYTES)).isZero();
		fillUntil(speaker, aside, () -> slowConsumers(patient, SlowConsumer.BYTES) == 1);
		Await.until("nothing waits", BOUND,
				() -> patient.gauge(GatewayMeter.WAITING) == 0 && patient.gauge(GatewayMeter.SLOW) == 0);
	}

	@Test
	void closesAClientForWhomAReliableMessageHasWaitedTooLongAlsoInASilentRoom() {
		TestClient ann = member("ann");
		int handle = ann.join("silent").handle();
		TestClient slow = member("slow");
		slow.join("silent");
		slow.pauseReading();
		fillUntilFramesWait(gateway(), ann, handle);
		assertThat(ann.receive(MemberLeft.class)).isNotNull();
		assertThat(slowConsumers(gateway(), SlowConsumer.AGE)).isEqualTo(1);
		assertThat(gateway().gauge(GatewayMeter.WAITING)).isZero();
	}

	@Test
	void letsNobodyInWhileItHasNoMemoryAndServesWhoIsThere() {
		GatewayProcess small = startAnother(
				"gateway.memory.max=" + (MemoryAccount.ofNetty().direct() + 24 * MEGABYTE) + "B");
		TestClient ann = memberOf(small, "ann");
		int handle = ann.join("overloaded").handle();
		TestClient bob = memberOf(small, "bob");
		bob.join("overloaded");
		ByteBuf taken = ByteBufAllocator.DEFAULT.directBuffer(24 * MEGABYTE);
		try {
			Await.until("OVERLOADED", BOUND, () -> flags(ann).contains(EchoFlag.OVERLOADED));
			TestClient eve = client(small);
			eve.send(new Hello(1, Tokens.token("eve", "*"), null, 0, null));
			eve.assertRefused(CloseCode.OVERLOADED);
			eve.assertClosedWith(CloseCode.OVERLOADED);
			assertThat(small.counter(GatewayMeter.SHED, "step", Step.ATTACHES)).isEqualTo(1);
			ann.publish(handle, RELIABLE, 1, "still served");
			assertThat(TestClient.text(bob.receive(Frame.Deliver.class))).isEqualTo("still served");
		}
		finally {
			taken.release();
		}
		Await.until("no more OVERLOADED", BOUND, () -> !flags(ann).contains(EchoFlag.OVERLOADED));
		memberOf(small, "eve").join("overloaded");
	}

	private TestClient memberOf(GatewayProcess gateway, String user) {
		TestClient client = client(gateway);
		client.hello(Tokens.token(user, "*"));
		return client;
	}

	private void fillUntilFramesWait(GatewayProcess gateway, TestClient speaker, int handle) {
		fillUntil(speaker, handle, () -> gateway.gauge(GatewayMeter.WAITING) > 0);
	}

	/** Publishes until something is so, no faster than the gateway takes it. */
	private void fillUntil(TestClient speaker, int handle, BooleanSupplier condition) {
		for (int i = 0; i < MANY && !condition.getAsBoolean(); i++) {
			long next = ++this.sequence;
			speaker.publish(handle, RELIABLE, next, LARGE);
			speaker.receive(Frame.Ack.class, (ack) -> ack.room() == handle && ack.sequence() >= next);
		}
		Await.until("the state that messages lead to", BOUND, condition);
	}

	/**
	 * How long messages took to some of the members, at most: these are asked in turn.
	 */
	private record Latency(Duration median, Duration p95) {

		static final int MESSAGES = 40;

		private static final int LISTENERS = 40;

		/**
		 * Whoever waited for one that doesn't read would wait for seconds; this much is
		 * the machine's when it is busy with something else.
		 */
		private static final Duration UNNOTICED = Duration.ofMillis(250);

		static Latency measure(TestClient speaker, int room, int first, List<TestClient> members) {
			long[] nanos = new long[MESSAGES * LISTENERS];
			for (int i = 0; i < nanos.length; i += LISTENERS) {
				long message = first + i / LISTENERS;
				long sentNanos = System.nanoTime();
				speaker.publish(room, RELIABLE, message, "message " + message);
				for (int j = 0; j < LISTENERS; j++) {
					members.get(j * members.size() / LISTENERS)
						.receive(Frame.Deliver.class, (deliver) -> deliver.sequence() == message);
					nanos[i + j] = System.nanoTime() - sentNanos;
				}
			}
			Arrays.sort(nanos);
			return new Latency(Duration.ofNanos(nanos[nanos.length / 2]),
					Duration.ofNanos(nanos[nanos.length * 95 / 100]));
		}

		void assertIsLike(Latency calm) {
			assertThat(this.median).isLessThan(calm.median.multipliedBy(3).plus(UNNOTICED));
			assertThat(this.p95).isLessThan(calm.p95.multipliedBy(3).plus(UNNOTICED.multipliedBy(2)));
		}

	}

	private static Set<EchoFlag> flags(TestClient client) {
		client.send(new Frame.Probe(1, 0));
		return client.receive(Frame.Echo.class).flags();
	}

	private static double slowConsumers(GatewayProcess gateway, SlowConsumer reason) {
		return gateway.counter(GatewayMeter.SLOW_CONSUMERS, "reason", reason);
	}

}
