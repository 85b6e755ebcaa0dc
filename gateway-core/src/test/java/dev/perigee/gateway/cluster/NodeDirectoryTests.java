package dev.perigee.gateway.cluster;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class NodeDirectoryTests {

	private static final long SECOND = 1_000_000_000L;

	private final NodeDirectory directory = new NodeDirectory(Duration.ofSeconds(3), Duration.ofSeconds(10));

	@Test
	void aNewNodeIsAChangeAndItsNextAnnouncementIsNone() {
		assertThat(this.directory.heard(node("a", 1), 0)).isTrue();
		assertThat(this.directory.heard(node("a", 1), SECOND)).isFalse();
	}

	@Test
	void aNodeThatConnectedAgainIsAChange() {
		this.directory.heard(node("a", 1), 0);
		assertThat(this.directory.heard(node("a", 2), SECOND)).isTrue();
	}

	@Test
	void aNodeThatWasSilentIsDeadAndItsReturnAChange() {
		this.directory.heard(node("a", 1), 0);
		assertThat(this.directory.live(3 * SECOND - 1)).hasSize(1);
		assertThat(this.directory.live(3 * SECOND)).isEmpty();
		assertThat(this.directory.heard(node("a", 1), 4 * SECOND)).isTrue();
		assertThat(this.directory.live(4 * SECOND)).hasSize(1);
	}

	@Test
	void isWholeUnlessSomebodyIsSilentWhoMayComeBack() {
		assertThat(this.directory.isWhole(0)).isTrue();
		this.directory.heard(node("a", 1), 0);
		assertThat(this.directory.isWhole(3 * SECOND - 1)).isTrue();
		assertThat(this.directory.isWhole(3 * SECOND)).isFalse();
		this.directory.forget(13 * SECOND);
		assertThat(this.directory.isWhole(13 * SECOND)).isTrue();
	}

	@Test
	void aDeadNodeIsForgottenAfterTheGraceAndOnce() {
		this.directory.heard(node("a", 1), 0);
		this.directory.heard(node("b", 1), 5 * SECOND);
		assertThat(this.directory.forget(13 * SECOND - 1)).isEmpty();
		assertThat(this.directory.forget(13 * SECOND)).containsExactly(0xaL);
		assertThat(this.directory.forget(13 * SECOND)).isEmpty();
	}

	@Test
	void aNodesSilenceIsNoticedOnceUntilItIsHeardAgain() {
		this.directory.heard(node("a", 1), 0);
		assertThat(this.directory.fallSilent(3 * SECOND - 1)).isEmpty();
		assertThat(this.directory.fallSilent(3 * SECOND)).containsExactly(0xaL);
		assertThat(this.directory.fallSilent(4 * SECOND)).isEmpty();
		this.directory.heard(node("a", 1), 5 * SECOND);
		assertThat(this.directory.fallSilent(8 * SECOND)).containsExactly(0xaL);
	}

	@Test
	void aNodeThatWasOnlyMentionedIsForgottenAsLongAfterItWasHeardAsBySomebodyElse() {
		assertThat(this.directory.mention(0xa, 5 * SECOND, 0)).isTrue();
		assertThat(this.directory.live(0)).isEmpty();
		assertThat(this.directory.silenceNanos(0xa, SECOND)).hasValue(6 * SECOND);
		assertThat(this.directory.forget(8 * SECOND - 1)).isEmpty();
		assertThat(this.directory.forget(8 * SECOND)).containsExactly(0xaL);
		assertThat(this.directory.mention(0xa, 13 * SECOND, 8 * SECOND)).isFalse();
		assertThat(this.directory.forget(30 * SECOND)).isEmpty();
	}

	@Test
	void whatOthersSayOfANodeThatIsHeardHereCountsForNothing() {
		this.directory.heard(node("a", 1), 0);
		assertThat(this.directory.mention(0xa, 5 * SECOND, SECOND)).isFalse();
		assertThat(this.directory.live(SECOND)).hasSize(1);
	}

	@Test
	void aNodeThatSpeaksBeforeItAnnouncesItselfIsForgottenToo() {
		assertThat(this.directory.mention(0xa, 0, 0)).isFalse();
		assertThat(this.directory.heard(node("a", 1), SECOND)).isTrue();
		assertThat(this.directory.mention(0xb, 0, SECOND)).isFalse();
		assertThat(this.directory.forget(14 * SECOND)).containsExactlyInAnyOrder(0xaL, 0xbL);
	}

	@Test
	void aNodeThatSaysGoodbyeIsSilentAtOnceAndForgottenAfterTheGrace() {
		this.directory.heard(node("a", 1), 0);
		this.directory.leaves(node("a", 1), SECOND);
		assertThat(this.directory.live(SECOND)).isEmpty();
		assertThat(this.directory.fallSilent(SECOND)).containsExactly(0xaL);
		assertThat(this.directory.forget(11 * SECOND - 1)).isEmpty();
		assertThat(this.directory.forget(11 * SECOND)).containsExactly(0xaL);
	}

	@Test
	void anAnnouncementThatNoClientCouldBeToldIsMalformed() {
		assertThatIllegalArgumentException().isThrownBy(() -> node("x", 1));
		assertThatIllegalArgumentException().isThrownBy(
				() -> new NodeAnnouncement("000000000000000a", "n", "r".repeat(65), null, null, 0, null, false, 1));
	}

	private static NodeAnnouncement node(String id, int connects) {
		return new NodeAnnouncement("000000000000000" + id, "node-" + id, "east", null, null, 0, null, false, connects);
	}

}
