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
	void anAnnouncementThatNoClientCouldBeToldIsMalformed() {
		assertThatIllegalArgumentException().isThrownBy(() -> node("x", 1));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new NodeAnnouncement("000000000000000a", "n", "r".repeat(65), null, null, 0, false, 1));
	}

	private static NodeAnnouncement node(String id, int connects) {
		return new NodeAnnouncement("000000000000000" + id, "node-" + id, "east", null, null, 0, false, connects);
	}

}
