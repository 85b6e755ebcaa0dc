package dev.perigee.gateway.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.bus.Envelope;
import dev.perigee.gateway.bus.MessageBus;
import dev.perigee.gateway.bus.Subjects;
import dev.perigee.protocol.ControlFrames.Join;
import dev.perigee.protocol.ProtocolException;
import dev.perigee.protocol.RegionHealth;
import dev.perigee.protocol.RegionInfo;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;
import reactor.test.scheduler.VirtualTimeScheduler;

import dev.perigee.gateway.GatewayProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class ClusterTests {

	private static final long OTHER = 2;

	private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();

	private final RecordingBus bus = new RecordingBus();

	private final Cluster cluster = new Cluster(new NodeIdentity(1, "one", "here", null, null),
			Binder.get(new MockEnvironment()).bindOrCreate("gateway", GatewayProperties.class), this.bus, NodeLoad.IDLE,
			this.timer, () -> this.timer.now(TimeUnit.NANOSECONDS));

	private final List<Long> answers = new ArrayList<>();

	@Test
	void asksANodeAgainUntilItAnswers() throws ProtocolException {
		ask();
		this.timer.advanceTimeBy(Duration.ofSeconds(2));
		assertThat(this.bus.requests).hasSize(3).containsOnly(this.bus.requests.get(0));
		String replyTo = this.bus.requests.get(0);
		this.cluster.onMark(1, Subjects.question(replyTo), OTHER);
		answer(replyTo);
		this.timer.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(this.bus.requests).hasSize(3);
		assertThat(this.answers).containsExactly(OTHER);
	}

	@Test
	void asksANodeThatNeverAnswersNoMoreAfterTenTimesTheTimeout() {
		ask();
		this.timer.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(this.bus.requests).hasSize(5);
	}

	@Test
	void asksANodeAgainSoonWhoseAnswerCameWithoutItsMark() throws ProtocolException {
		ask();
		String replyTo = this.bus.requests.get(0);
		answer(replyTo);
		this.timer.advanceTimeBy(Duration.ofMillis(15));
		assertThat(this.bus.requests).hasSize(2);
		answer(replyTo);
		this.timer.advanceTimeBy(Duration.ofMillis(29));
		assertThat(this.bus.requests).hasSize(2);
		this.timer.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.bus.requests).hasSize(3);
		this.cluster.onMark(OTHER, Subjects.question(replyTo), OTHER);
		answer(replyTo);
		this.cluster.onMark(1, Subjects.question(replyTo), OTHER);
		answer(replyTo);
		this.timer.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(this.bus.requests).hasSize(3);
	}

	@Test
	void aJoinJustAfterAConnectWaitsForNodesThatHaveNotBeenHeardOf() throws ProtocolException {
		this.cluster.onConnected();
		this.timer.advanceTimeBy(Duration.ofMillis(100));
		CompletableFuture<Boolean> alone = askAll();
		this.timer.advanceTimeBy(Duration.ofMillis(399));
		assertThat(alone).isNotDone();
		this.timer.advanceTimeBy(Duration.ofMillis(1));
		assertThat(alone).isCompletedWithValue(true);
		assertThat(askAll()).isCompletedWithValue(true);
	}

	@Test
	void aJoinJustAfterAConnectWaitsForANodeThatIsHeardOfMeanwhile() throws ProtocolException {
		start();
		this.cluster.onConnected();
		this.timer.advanceTimeBy(Duration.ofMillis(1));
		CompletableFuture<Boolean> joining = askAll();
		String replyTo = this.bus.requests.get(0);
		announce("there", "");
		assertThat(this.bus.requests).hasSize(2);
		this.cluster.onMark(1, Subjects.question(replyTo), OTHER);
		this.timer.advanceTimeBy(Duration.ofMillis(498));
		answer(replyTo);
		assertThat(joining).isNotDone();
		this.timer.advanceTimeBy(Duration.ofMillis(1));
		assertThat(joining).isCompletedWithValue(true);
	}

	@Test
	void whoHearsNoOtherRegionAnyMoreIsIsolatedUntilOneIsHeard() {
		start();
		this.cluster.onConnected();
		announce("here", "");
		this.timer.advanceTimeBy(Duration.ofSeconds(10));
		assertThat(this.cluster.isIsolated()).as("alone in its region, and there is no other").isFalse();
		announce("there", "");
		this.timer.advanceTimeBy(Duration.ofSeconds(2));
		assertThat(this.cluster.isIsolated()).isFalse();
		this.timer.advanceTimeBy(Duration.ofSeconds(2));
		assertThat(this.cluster.isIsolated()).isTrue();
		assertThat(this.cluster.regions()).extracting(RegionInfo::name, RegionInfo::health)
			.containsExactly(tuple("here", RegionHealth.ISOLATED), tuple("there", RegionHealth.SILENT));
		announce("there", "");
		this.timer.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.cluster.isIsolated()).isFalse();
	}

	@Test
	void whoIsCutOffForLongIsStillIsolatedAndForgetsNobody() {
		start();
		announce("there", "");
		this.timer.advanceTimeBy(Duration.ofMinutes(6));
		assertThat(this.cluster.isIsolated()).isTrue();
		assertThat(this.cluster.regions()).extracting(RegionInfo::name).containsExactly("here", "there");
	}

	@Test
	void theOnlyOtherRegionMayLeaveWithoutIsolatingThisOne() {
		start();
		announce("there", "");
		announce("there", ",\"leaving\":true");
		this.timer.advanceTimeBy(Duration.ofSeconds(4));
		assertThat(this.cluster.isIsolated()).isFalse();
		assertThat(this.cluster.nodes()).hasSize(1);
	}

	@Test
	void itsOwnRegionCountsAsIsolatedUntilAllCanHaveBeenHeard() {
		this.cluster.onConnected();
		assertThat(this.cluster.regions()).extracting(RegionInfo::health).containsExactly(RegionHealth.ISOLATED);
		this.timer.advanceTimeBy(Duration.ofMillis(500));
		assertThat(this.cluster.regions()).extracting(RegionInfo::health).containsExactly(RegionHealth.UP);
	}

	private void start() {
		this.cluster.start(new NodeListener() {

			@Override
			public void onNodeChanged(long node) {
			}

			@Override
			public void onNodeSilent(long node) {
			}

			@Override
			public void onNodeGone(long node) {
			}

		});
	}

	private void announce(String region, String more) {
		this.cluster.onAnnouncement(
				"{\"node\":\"0000000000000002\",\"name\":\"two\",\"region\":\"%s\"%s}".formatted(region, more)
					.getBytes(StandardCharsets.UTF_8));
	}

	private CompletableFuture<Boolean> askAll() {
		return this.cluster.askAll(Envelope.Kind.SYNC_REQUEST, new Join("room"), Duration.ofMillis(500),
				(node, frames) -> this.answers.add(node));
	}

	private void answer(String replyTo) throws ProtocolException {
		this.cluster.onAnswer(replyTo, Envelope.read(Envelope.of(Envelope.Kind.ANSWER_END, OTHER, List.of())));
	}

	private void ask() {
		this.cluster.ask(OTHER, Envelope.Kind.SYNC_REQUEST, new Join("room"), Duration.ofMillis(500),
				(node, frames) -> this.answers.add(node));
	}

	/** Keeps the subjects that answers are expected at. */
	private static final class RecordingBus implements MessageBus {

		private final List<String> requests = new ArrayList<>();

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
			this.requests.add(replyTo);
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
