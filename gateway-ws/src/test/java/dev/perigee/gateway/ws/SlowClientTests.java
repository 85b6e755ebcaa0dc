package dev.perigee.gateway.ws;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import dev.perigee.election.ElectionClient;
import dev.perigee.election.Region;
import dev.perigee.election.Room;
import dev.perigee.election.RoomEvent;
import dev.perigee.election.RoomMessage;
import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.gateway.metrics.GatewayMeter;
import dev.perigee.gateway.metrics.GatewayMetrics.SlowConsumer;
import dev.perigee.gateway.test.Await;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.TcpRelay;
import dev.perigee.gateway.test.TestClient;
import dev.perigee.gateway.test.Tokens;
import dev.perigee.protocol.Frame;
import org.junit.jupiter.api.Test;

import static dev.perigee.protocol.DeliveryClass.RELIABLE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The product's own client, over a connection that is too narrow for its room.
 */
class SlowClientTests {

	private static final Duration BOUND = Duration.ofSeconds(40);

	private static final int BYTES_PER_SECOND = 512 * 1024;

	private static final String TEXT = "x".repeat(10_000);

	/** What a gateway reads at once, and more than the queue of a member takes. */
	private static final int MESSAGES_PER_WRITE = 24;

	private static final int WRITES_PER_WAVE = 7;

	private static final int MAX_WAVES = 20;

	private long sequence;

	@Test
	void aClientThatWasClosedForReadingTooSlowlyGoesOnAndMissesNothing() {
		try (GatewayProcess gateway = GatewayProcess.start(WebSocketGatewayApplication.class,
				"gateway.room.replay-bytes=32MB", "gateway.session.max-queue=256KB");
				TcpRelay narrow = TcpRelay.narrow(gateway.httpPort(), BYTES_PER_SECOND);
				WebSocketClient speaker = WebSocketClient.connect(gateway)) {
			speaker.hello(Tokens.token("speaker", "*"));
			int handle = speaker.join("narrow").handle();
			ElectionClient client = client(narrow);
			List<Long> heard = new CopyOnWriteArrayList<>();
			List<RoomEvent> events = new CopyOnWriteArrayList<>();
			Room room = client.room("narrow");
			room.messages().map(RoomMessage::sequence).subscribe(heard::add);
			room.events().subscribe(events::add);
			try {
				client.start().block(BOUND);
				Await.until("two members", BOUND, () -> room.roster().size() == 2);
				for (int wave = 0; wave < MAX_WAVES && closed(gateway) == 0; wave++) {
					publishWave(speaker, handle);
					Await.until("all of a wave", BOUND, () -> heard.size() == this.sequence);
				}
				assertThat(closed(gateway)).isPositive();
				assertThat(heard).isEqualTo(LongStream.rangeClosed(1, this.sequence).boxed().toList());
				assertThat(events).noneMatch((event) -> event instanceof RoomEvent.Gap);
				MemoryAccount account = gateway.bean(MemoryAccount.class);
				Await.until("nothing waits", BOUND, () -> account.waiting() == 0);
			}
			finally {
				client.close().block(BOUND);
			}
		}
	}

	private static ElectionClient client(TcpRelay way) {
		return ElectionClient.builder()
			.region("local", new Region(URI.create("ws://127.0.0.1:" + way.port() + "/rt"), null))
			.token(Tokens.token("listener", "*"))
			.build();
	}

	private void publishWave(TestClient speaker, int handle) {
		for (int write = 0; write < WRITES_PER_WAVE; write++) {
			speaker.send(IntStream.range(0, MESSAGES_PER_WRITE)
				.mapToObj((message) -> TestClient.message(handle, RELIABLE, ++this.sequence, TEXT))
				.toArray(Frame[]::new));
		}
	}

	private static double closed(GatewayProcess gateway) {
		return gateway.counter(GatewayMeter.SLOW_CONSUMERS, "reason", SlowConsumer.BYTES);
	}

}
