package dev.perigee.election;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.SessionId;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a publisher and a receiver are told of messages that do not get through, in
 * virtual time.
 */
class DeliveryTests {

	private final World world = new World();

	private final List<String> outcomes = new ArrayList<>();

	private World.Gateway near;

	private ClientRun run;

	@BeforeEach
	void connect() {
		this.near = this.world.gateway("near/websocket", 20);
		this.world.gateway("far/websocket", 60);
		this.run = new ClientRun(this.world, this.world.client());
		this.world.passesMillis(10_000);
	}

	@AfterEach
	void closeClient() {
		this.run.client.close().subscribe();
		this.world.passes(Duration.ofMinutes(1));
	}

	@Test
	void refusedMessageFailsAloneThoughALaterAcknowledgementPassesIt() {
		this.near.maxPayloadBytes = 4;
		publish("one");
		publish("too long");
		publish("two");
		this.world.passesMillis(100);
		assertThat(this.outcomes).containsExactlyInAnyOrder("one: safe", "two: safe",
				"too long: " + CloseCode.LIMIT_EXCEEDED.number());
		assertThat(this.world.published).containsOnlyKeys(1L, 3L);
		assertThat(this.run.client.delivery().unacknowledged()).isZero();
	}

	@Test
	void refusedMessageIsNotSaidAgainAfterAFailover() {
		this.near.maxPayloadBytes = 4;
		publish("too long");
		this.world.passesMillis(100);
		this.near.kill();
		this.world.passesMillis(1_000);
		assertThat(this.world.published).isEmpty();
	}

	@Test
	void messagesThatCannotBeHadAnyMoreAreNamed() {
		this.world.peerPublishes("p1");
		this.world.passesMillis(100);
		this.near.answersReplay = false;
		this.near.mute = true;
		this.world.peerPublishes("p2");
		this.world.peerPublishes("p3");
		this.near.mute = false;
		this.world.peerPublishes("p4");
		this.world.passesMillis(100);
		this.near.send(new ControlFrames.Gap("lobby", World.PEER, 2, 3));
		this.world.passesMillis(100);
		assertThat(this.run.received).containsExactly("p1", "p4");
		assertThat(this.run.roomEvents).contains(new RoomEvent.Gap(World.PEER, 2, 3));
		assertThat(this.run.client.delivery().lost()).isEqualTo(2);
	}

	@Test
	void whoComesBackIntoARoomGoesOnWithItsNumbers() {
		publish("one");
		publish("two");
		this.world.passesMillis(100);
		this.run.room.leave().subscribe();
		this.world.passesMillis(100);
		this.run.client.room("lobby").publish("three".getBytes(), DeliveryClass.RELIABLE).subscribe();
		this.world.passesMillis(100);
		assertThat(this.world.published).containsOnlyKeys(1L, 2L, 3L);
		assertThat(this.near.joins).last().isEqualTo(new ControlFrames.Join("lobby", 2, 2));
	}

	@Test
	void theFirstMessagesOfANewMemberAreMissedAndAskedFor() {
		SessionId newcomer = new SessionId(42);
		this.near.send(new ControlFrames.MemberJoined("lobby", new ControlFrames.Member(newcomer, "new", "far")));
		hears(newcomer, 3);
		assertThat(this.run.received).isEmpty();
		assertThat(this.near.replays).last()
			.isEqualTo(new ControlFrames.Replay("lobby", List.of(new ControlFrames.Position(newcomer, 0))));
		this.near.send(new ControlFrames.Gap("lobby", newcomer, 1, 1));
		hears(newcomer, 2);
		assertThat(this.run.received).containsExactly("2", "3");
		assertThat(this.run.roomEvents).contains(new RoomEvent.Gap(newcomer, 1, 1));
	}

	@Test
	void aMemberWhoComesBackIsHeardFromWhereItWas() {
		SessionId old = new SessionId(42);
		this.near.send(new ControlFrames.MemberJoined("lobby", new ControlFrames.Member(old, "old", "far"), 41));
		hears(old, 42);
		assertThat(this.run.received).containsExactly("42");
		assertThat(this.near.replays).isEmpty();
	}

	private void hears(SessionId sender, long sequence) {
		this.near.send(new Frame.Deliver(7, DeliveryClass.RELIABLE, sender.value(), sequence,
				Unpooled.copiedBuffer(String.valueOf(sequence), StandardCharsets.UTF_8)));
		this.world.passesMillis(100);
	}

	private void publish(String text) {
		this.run.room.publish(text.getBytes(), DeliveryClass.RELIABLE)
			.subscribe(null, (failure) -> this.outcomes.add(text + ": " + ((RefusedException) failure).code()),
					() -> this.outcomes.add(text + ": safe"));
	}

}
