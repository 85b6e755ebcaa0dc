package dev.perigee.gateway.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.ConnectionHandler;
import dev.perigee.gateway.autoconfigure.GatewayAutoConfiguration;
import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.gateway.memory.MemoryUse.Step;
import dev.perigee.gateway.metrics.GatewayMeter;
import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.gateway.nats.NatsAutoConfiguration;
import dev.perigee.gateway.room.Rings;
import dev.perigee.gateway.room.Rooms;
import dev.perigee.gateway.test.Await;
import dev.perigee.gateway.test.TestClient;
import dev.perigee.gateway.test.Tokens;
import dev.perigee.protocol.ControlFrames.Hello;
import dev.perigee.protocol.ControlFrames.Join;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static dev.perigee.protocol.DeliveryClass.RELIABLE;
import static dev.perigee.protocol.DeliveryClass.UNRELIABLE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A whole gateway but for its sockets. How much memory it may use is drawn around what it
 * happens to use, and the buffers that other tests have left to Netty don't count.
 */
class MemoryGuardTests {

	/** With 16 rooms, a ring's share of half of the memory is 512 KB. */
	private static final int ROOMS = 16;

	private static final long DIRECT_BYTES = 800_000;

	private static final String TEXT = "x".repeat(50_000);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				GatewayAutoConfiguration.class, NatsAutoConfiguration.class))
		.withBean(MemoryAccount.class, () -> new MemoryAccount(() -> DIRECT_BYTES))
		.withPropertyValues("nats.spring.server=nats://127.0.0.1:1", "gateway.auth.secret=" + Tokens.SECRET,
				"gateway.memory.max=16MB");

	private final EmbeddedChannel loop = new EmbeddedChannel();

	private long sequence;

	@Test
	void givesUpUnreliableMessagesThenLargeRingsThenTheSlowestSession() {
		this.runner.run((gateway) -> {
			FakeConnection ann = new FakeConnection(this.loop.eventLoop());
			ConnectionHandler speaker = attach(gateway, ann, "ann");
			for (int room = 0; room < ROOMS; room++) {
				send(speaker, new Join("room-" + room));
			}
			publish(speaker, 1, RELIABLE, 20);
			FakeConnection slow = attachSlow(gateway, "slow", "room-1");
			FakeConnection slower = attachSlow(gateway, "slower", "room-1", "room-2");
			publish(speaker, 2, RELIABLE, 3);
			publish(speaker, 2, UNRELIABLE, 3);
			publish(speaker, 3, RELIABLE, 2);
			passTime();
			assertThat(gateway.getBean(Sessions.class).slow()).hasSize(2);

			guard(gateway, 79).check();
			assertThat(shed(gateway)).containsExactly(0, 0, 0, 0);
			guard(gateway, 82).check();
			this.loop.runPendingTasks();
			assertThat(shed(gateway).get(0)).isBetween(3, 6);
			assertThat(shed(gateway)).endsWith(0, 0, 0);
			guard(gateway, 88).check();
			passTime();
			assertThat(shed(gateway).get(1)).isBetween(1, 10);
			assertThat(shed(gateway)).endsWith(0, 0);
			guard(gateway, 94).check();
			passTime();
			assertThat(slower.log).endsWith("close SLOW_CONSUMER");
			assertThat(slow.log).doesNotContain("close SLOW_CONSUMER");
			assertThat(shed(gateway)).endsWith(1, 0);
			assertThat(ann.log).noneMatch((line) -> line.startsWith("close"));
		});
	}

	@Test
	void letsNobodyInUntilThereIsMemoryAgain() {
		this.runner.run((gateway) -> {
			attach(gateway, new FakeConnection(this.loop.eventLoop()), "ann");
			guard(gateway, 96).check();
			FakeConnection eve = new FakeConnection(this.loop.eventLoop());
			attach(gateway, eve, "eve");
			assertThat(eve.log).endsWith("close OVERLOADED");
			assertThat(shed(gateway)).containsExactly(0, 0, 0, 1);
			guard(gateway, 76).check();
			assertThat(gateway.getBean(Sessions.class).isOverloaded()).isTrue();
			guard(gateway, 74).check();
			FakeConnection late = new FakeConnection(this.loop.eventLoop());
			attach(gateway, late, "late");
			assertThat(late.log).noneMatch((line) -> line.startsWith("close"));
		});
	}

	@Test
	void nothingIsCountedAnyMoreWhenEverybodyIsGone() {
		this.runner.withPropertyValues("gateway.room.linger=0s", "gateway.session.resume-grace=0s").run((gateway) -> {
			ConnectionHandler speaker = attach(gateway, new FakeConnection(this.loop.eventLoop()), "ann");
			send(speaker, new Join("room-1"));
			FakeConnection slow = new FakeConnection(this.loop.eventLoop());
			ConnectionHandler listener = attach(gateway, slow, "slow");
			send(listener, new Join("room-1"));
			slow.writable = false;
			publish(speaker, 1, RELIABLE, 5);
			MemoryAccount account = gateway.getBean(MemoryAccount.class);
			assertThat(account.waiting()).isGreaterThan(250_000).isLessThan(account.frames());
			listener.onClosed(true);
			speaker.onClosed(true);
			Await.until("no room", Duration.ofSeconds(10), () -> gateway.getBean(Rooms.class).size() == 0);
			assertThat(account.frames()).isZero();
			assertThat(account.bookkeeping()).isZero();
			assertThat(account.waiting()).isZero();
		});
	}

	private ConnectionHandler attach(ApplicationContext gateway, FakeConnection connection, String user) {
		ConnectionHandler handler = gateway.getBean(ConnectionAcceptor.class).accept(connection);
		send(handler, new Hello(1, Tokens.token(user, "*"), null, 0, null));
		return handler;
	}

	private FakeConnection attachSlow(ApplicationContext gateway, String user, String... rooms) {
		FakeConnection connection = new FakeConnection(this.loop.eventLoop());
		ConnectionHandler handler = attach(gateway, connection, user);
		for (String room : rooms) {
			send(handler, new Join(room));
		}
		connection.writable = false;
		return connection;
	}

	private void publish(ConnectionHandler speaker, int handle, DeliveryClass deliveryClass, int count) {
		for (int i = 0; i < count; i++) {
			send(speaker, TestClient.message(handle, deliveryClass, ++this.sequence, TEXT));
		}
	}

	private void send(ConnectionHandler handler, Frame frame) {
		handler.onMessage(Unpooled.wrappedBuffer(TestClient.encode(frame)));
		this.loop.runPendingTasks();
	}

	/** Lets the event loop look after slow clients, and do what it was told. */
	private void passTime() {
		this.loop.freezeTime();
		this.loop.advanceTimeBy(150, TimeUnit.MILLISECONDS);
		this.loop.runPendingTasks();
		this.loop.runPendingTasks();
		this.loop.unfreezeTime();
	}

	private static MemoryGuard guard(ApplicationContext gateway, int percentUsed) {
		MemoryAccount account = gateway.getBean(MemoryAccount.class);
		return new MemoryGuard(account.used() / percentUsed * 100, account, gateway.getBean(Sessions.class),
				gateway.getBean(Rings.class), gateway.getBean(GatewayMetrics.class), Schedulers.immediate());
	}

	/** Returns how much each step gave up, in their order. */
	private static List<Integer> shed(ApplicationContext gateway) {
		return List.of(Step.values())
			.stream()
			.map((step) -> (int) gateway.getBean(MeterRegistry.class)
				.get(GatewayMeter.SHED.meterName())
				.tag("step", step.name())
				.counter()
				.count())
			.toList();
	}

}
