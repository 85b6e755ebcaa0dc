package dev.perigee.election;

import java.time.Duration;
import java.util.List;

import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.ControlFrames.MemberJoined;
import dev.perigee.protocol.ControlFrames.MemberLeft;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.UpdateFrames.MemberChanged;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a member hears of others who come, go or change, in virtual time.
 */
class PresenceTests {

	private static final Member PEER = new Member(World.PEER, "peer", "far");

	private final World world = new World();

	private World.Gateway near;

	private ClientRun run;

	@BeforeEach
	void connect() {
		this.near = this.world.gateway("near/websocket", 20);
		this.run = new ClientRun(this.world, this.world.client());
		this.world.passesMillis(10_000);
		this.run.roomEvents.clear();
	}

	@AfterEach
	void closeClient() {
		this.run.client.close().subscribe();
		this.world.passes(Duration.ofMinutes(1));
	}

	@Test
	void aMemberBecomesUnreachableAndReachableAgain() {
		hears(new MemberJoined("lobby", PEER));
		hears(new MemberChanged("lobby", List.of(PEER.asUnreachable())));
		assertThat(this.run.room.roster()).contains(PEER.asUnreachable());
		Member back = new Member(World.PEER, "peer", "near");
		hears(new MemberChanged("lobby", List.of(back)));
		assertThat(this.run.room.roster()).contains(back).hasSize(2);
		assertThat(this.run.roomEvents).containsExactly(new RoomEvent.MemberJoined(PEER),
				new RoomEvent.MemberChanged(PEER.asUnreachable()), new RoomEvent.MemberChanged(back));
	}

	@Test
	void whatIsToldTwiceIsHeardOnce() {
		hears(new MemberJoined("lobby", PEER));
		hears(new MemberJoined("lobby", PEER));
		hears(new MemberChanged("lobby", List.of(PEER)));
		hears(new MemberLeft("lobby", World.PEER));
		hears(new MemberLeft("lobby", World.PEER));
		assertThat(this.run.roomEvents).containsExactly(new RoomEvent.MemberJoined(PEER),
				new RoomEvent.MemberLeft(World.PEER));
	}

	@Test
	void whoIsNotThereDoesNotChange() {
		hears(new MemberChanged("lobby", List.of(PEER)));
		assertThat(this.run.roomEvents).isEmpty();
		assertThat(this.run.room.roster()).hasSize(1);
	}

	private void hears(Frame frame) {
		this.near.send(frame);
		this.world.passesMillis(100);
	}

}
