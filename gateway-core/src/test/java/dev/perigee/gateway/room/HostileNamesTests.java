package dev.perigee.gateway.room;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.bus.MessageBus;
import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.cluster.NodeIdentity;
import dev.perigee.gateway.cluster.NodeLoad;
import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.SessionId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever users call their rooms and themselves, the bus sees subjects of a fixed form
 * only: no name makes a wildcard, a level or a system subject of NATS.
 */
class HostileNamesTests {

	private static final List<String> PIECES = List.of(".", "*", ">", " ", "$SYS", "_INBOX", "rt", "room", "rt.regions",
			"rt.presence.>", "rt.node.*", "é", "\uD83D\uDE00", "\u202E", "\uFFFD", "a", "Z", "0", "/", "\\", "%2e", "'",
			"\"", "${x}", "PUB x 1");

	private static final String KNOWN = "rt\\.(room\\.[0-9]{1,2}\\.[0-9a-f]{32}|presence\\.(\\*|here)|node\\.[0-9a-f]{16}\\.(\\*|ask|[0-9]+)|regions)";

	private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();

	private final SubjectsOnly bus = new SubjectsOnly();

	@Test
	void subjectsHaveOneFormWhateverTheNames() {
		Rooms rooms = rooms();
		Random random = new Random(20_261_123);
		Map<String, String> subjects = new HashMap<>();
		for (int i = 0; i < 2_000; i++) {
			String name = name(random);
			this.bus.seen.clear();
			visit(rooms.open(name).join(), new Seat(new SessionId(i)), name);
			this.bus.seen.stream()
				.filter((subject) -> subject.startsWith("rt.room."))
				.forEach((subject) -> assertThat(subjects.putIfAbsent(subject, name)).as("nobody else's subject")
					.isIn(null, name));
			this.timer.advanceTimeBy(Duration.ofSeconds(1));
			assertThat(this.bus.seen).isNotEmpty().allMatch((subject) -> subject.matches(KNOWN));
		}
		assertThat(subjects).hasSizeGreaterThan(1_000);
	}

	private void visit(Room room, Seat seat, String user) {
		room.enter(seat, new Member(seat.session(), user, "here"), new ControlFrames.Join("room"));
		room.publish(seat, new Frame.Publish(room.handle(), DeliveryClass.RELIABLE, 1, Unpooled.EMPTY_BUFFER));
		room.leave(seat, false);
	}

	private static String name(Random random) {
		StringBuilder name = new StringBuilder();
		Stream.generate(() -> PIECES.get(random.nextInt(PIECES.size())))
			.limit(1 + random.nextInt(5))
			.forEach(name::append);
		return name.toString();
	}

	private Rooms rooms() {
		GatewayProperties properties = Binder.get(new MockEnvironment())
			.bindOrCreate("gateway", GatewayProperties.class);
		Cluster cluster = new Cluster(new NodeIdentity(1, "one", "here", null, null), properties, this.bus,
				NodeLoad.IDLE, this.timer, () -> this.timer.now(TimeUnit.NANOSECONDS));
		LongSupplier nanoClock = () -> this.timer.now(TimeUnit.NANOSECONDS);
		Rings rings = new Rings(properties.room(), 1 << 20, new MemoryAccount(() -> 0), nanoClock);
		Rooms rooms = new Rooms(new RoomEnvironment(properties, this.bus, cluster, this.timer, nanoClock, rings,
				new GatewayMetrics(new SimpleMeterRegistry())), this.timer);
		cluster.start(rooms);
		rooms.start();
		this.timer.advanceTimeBy(Duration.ofSeconds(1));
		return rooms;
	}

	private record Seat(SessionId session) implements Subscriber {

		@Override
		public EventExecutor eventLoop() {
			return ImmediateEventExecutor.INSTANCE;
		}

		@Override
		public void deliver(EncodedFrame frame) {
			// nobody reads it
		}

		@Override
		public void heldElsewhere() {
			// there is no other node
		}

		@Override
		public void acknowledged(int room, long sequence) {
			// nobody waits for it
		}

	}

	/** A bus that leads nowhere and writes down what it is asked for. */
	private static final class SubjectsOnly implements MessageBus {

		private final Set<String> seen = new HashSet<>();

		@Override
		public boolean isConnected() {
			return true;
		}

		@Override
		public long maxBodyBytes() {
			return Long.MAX_VALUE;
		}

		@Override
		public void publish(String subject, byte[] body) {
			this.seen.add(subject);
		}

		@Override
		public void request(String subject, String replyTo, byte[] body) {
			this.seen.add(subject);
			this.seen.add(replyTo);
		}

		@Override
		public void subscribe(String subject) {
			this.seen.add(subject);
		}

		@Override
		public void unsubscribe(String subject) {
			this.seen.add(subject);
		}

		@Override
		public boolean flush(Duration timeout) {
			return true;
		}

		@Override
		public void listen(Listener listener) {
			// nothing ever comes
		}

	}

}
