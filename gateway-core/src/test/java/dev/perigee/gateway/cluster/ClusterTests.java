package dev.perigee.gateway.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.bus.Envelope;
import dev.perigee.gateway.bus.MessageBus;
import dev.perigee.protocol.ControlFrames.Join;
import dev.perigee.protocol.ProtocolException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;
import reactor.test.scheduler.VirtualTimeScheduler;

import dev.perigee.gateway.GatewayProperties;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterTests {

	private static final long OTHER = 2;

	private static final NodeLoad IDLE = new NodeLoad() {

		@Override
		public int load() {
			return 0;
		}

		@Override
		public boolean isDraining() {
			return false;
		}

	};

	private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();

	private final RecordingBus bus = new RecordingBus();

	private final Cluster cluster = new Cluster(new NodeIdentity(1, "one", "here", null, null),
			Binder.get(new MockEnvironment()).bindOrCreate("gateway", GatewayProperties.class), this.bus, IDLE,
			this.timer, () -> this.timer.now(TimeUnit.NANOSECONDS));

	private final List<Long> answers = new ArrayList<>();

	@Test
	void asksANodeAgainUntilItAnswers() throws ProtocolException {
		ask();
		this.timer.advanceTimeBy(Duration.ofSeconds(2));
		assertThat(this.bus.requests).hasSize(3).containsOnly(this.bus.requests.get(0));
		String replyTo = this.bus.requests.get(0);
		this.cluster.onAnswer(replyTo, Envelope.read(Envelope.of(Envelope.Kind.ANSWER_END, OTHER, List.of())));
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
