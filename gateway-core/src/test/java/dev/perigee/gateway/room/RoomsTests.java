package dev.perigee.gateway.room;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.bus.Envelope;
import dev.perigee.gateway.bus.MessageBus;
import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.cluster.NodeIdentity;
import dev.perigee.gateway.cluster.NodeListener;
import dev.perigee.gateway.cluster.NodeLoad;
import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.ProtocolException;
import dev.perigee.protocol.SessionId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said of messages that this node has not, in virtual time: message 2 of a sender
 * did not come, 1 and 3 did.
 */
class RoomsTests {

	private static final long OTHER = 2;

	private static final long THIRD = 3;

	private static final SessionId SENDER = new SessionId(7);

	private static final List<Position> AFTER_THE_FIRST = List.of(new Position(SENDER, 1));

	private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();

	private final GatewayProperties properties = Binder.get(new MockEnvironment())
		.bindOrCreate("gateway", GatewayProperties.class);

	private final SilentBus bus = new SilentBus();

	private final Cluster cluster = new Cluster(new NodeIdentity(1, "one", "here", null, null), this.properties,
			this.bus, NodeLoad.IDLE, this.timer, () -> this.timer.now(TimeUnit.NANOSECONDS));

	private final Rings rings = new Rings(this.properties.room(), 1 << 20, new MemoryAccount(() -> 0),
			() -> this.timer.now(TimeUnit.NANOSECONDS));

	private final Rooms rooms = new Rooms(new RoomEnvironment(this.properties, this.bus, this.cluster, this.timer,
			() -> this.timer.now(TimeUnit.NANOSECONDS), this.rings, new GatewayMetrics(new SimpleMeterRegistry())),
			this.timer);

	private Room room;

	@BeforeEach
	void missesAMessage() {
		this.cluster.start(new Deaf());
		this.timer.advanceTimeBy(Duration.ofSeconds(1));
		this.room = this.rooms.open("room").join();
		this.room.onSync(OTHER, List.of(new Member(SENDER, "ann", "there")), List.of());
		receive(1);
		receive(3);
	}

	@Test
	void saysGapWhenAllNodesHaveAnswered() {
		assertThat(replayed()).isEqualTo("[2-2] 3");
	}

	@Test
	void saysNothingOfWhatASilentNodeMayHaveUntilItIsForgotten() {
		hear(OTHER);
		assertThat(replayed()).isEqualTo("3");
		this.timer.advanceTimeBy(Duration.ofSeconds(5));
		assertThat(replayed()).isEqualTo("3");
		this.timer.advanceTimeBy(Duration.ofSeconds(10));
		assertThat(replayed()).isEqualTo("[2-2] 3");
	}

	@Test
	void saysNothingOfASenderWhoseNodeIsNotKnownYet() {
		this.room.onSync(OTHER, List.of(), List.of());
		assertThat(replayed()).isEqualTo("3");
		this.timer.advanceTimeBy(this.properties.session().resumeGrace());
		assertThat(replayed()).isEqualTo("[2-2] 3");
	}

	@Test
	void tellsWhoComesLateHowFarAMemberIsThatHasBeenSilentForLong() {
		this.timer.advanceTimeBy(Duration.ofHours(1));
		this.room.onMessage(Frames.message(8, 1, "m"), EncodedFrame.of(Frames.message(8, 1, "m")));
		ControlFrames.Joined joined = (ControlFrames.Joined) this.room.joined(new SessionId(9)).get(0);
		assertThat(joined.positions()).contains(new Position(SENDER, 3));
	}

	@Test
	void waitsForNobodyWhenNothingIsMissingAnyMore() throws ProtocolException {
		hear(OTHER);
		var answer = this.rooms.replay(this.room, AFTER_THE_FIRST);
		assertThat(answer).isNotDone();
		byte[] part = Envelope.of(Envelope.Kind.ANSWER_PART, OTHER, List.of(Frames.message(SENDER.value(), 2, "m")));
		this.cluster.onAnswer(this.bus.replyTo, Envelope.read(part));
		assertThat(answer).isCompletedWithValueMatching((frames) -> Frames.describe(frames).equals("2 3"));
	}

	/**
	 * A cut between regions is over, and of two nodes there the one that holds the
	 * message is heard after the question.
	 */
	@Test
	void saysNothingOfWhatANodeMayHaveThatComesBackAfterTheQuestion() throws ProtocolException {
		hear(OTHER);
		this.timer.advanceTimeBy(Duration.ofSeconds(5));
		hear(THIRD);
		var answer = this.rooms.replay(this.room, AFTER_THE_FIRST);
		hear(OTHER);
		this.cluster.onAnswer(this.bus.replyTo, Envelope.read(Envelope.of(Envelope.Kind.ANSWER_END, THIRD, List.of())));
		assertThat(answer).isCompletedWithValueMatching((frames) -> Frames.describe(frames).equals("3"));
	}

	private void hear(long node) {
		this.cluster.onAnnouncement("{\"node\":\"%016x\",\"name\":\"two\",\"region\":\"there\"}".formatted(node)
			.getBytes(StandardCharsets.UTF_8));
	}

	private void receive(long sequence) {
		this.room.onMessage(Frames.message(SENDER.value(), sequence, "m"),
				EncodedFrame.of(Frames.message(SENDER.value(), sequence, "m")));
	}

	private String replayed() {
		var answer = this.rooms.replay(this.room, AFTER_THE_FIRST);
		this.timer.advanceTimeBy(this.properties.room().syncTimeout());
		return Frames.describe(answer.join());
	}

	private static final class Deaf implements NodeListener {

		@Override
		public void onNodeChanged(long node) {
		}

		@Override
		public void onNodeSilent(long node) {
		}

		@Override
		public void onNodeGone(long node) {
		}

	}

	/** Connected, and nobody answers. */
	private static final class SilentBus implements MessageBus {

		private String replyTo = "";

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
		}

		@Override
		public void request(String subject, String replyTo, byte[] body) {
			this.replyTo = replyTo;
		}

		@Override
		public void subscribe(String subject) {
		}

		@Override
		public void unsubscribe(String subject) {
		}

		@Override
		public boolean flush(Duration timeout) {
			return true;
		}

		@Override
		public void listen(Listener listener) {
		}

	}

}
