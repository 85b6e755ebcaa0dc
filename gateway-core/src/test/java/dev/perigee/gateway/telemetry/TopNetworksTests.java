package dev.perigee.gateway.telemetry;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TopNetworksTests {

	private final TopNetworks networks = new TopNetworks(2);

	@Test
	void firstThatComeHaveNamesAndNoMoreThanThese() {
		assertThat(List.of("a", "b", "c", "a", "d")).extracting(this.networks::tag)
			.containsExactly("a", "b", "other", "a", "other");
	}

	@Test
	void thoseWithTheMostUsersTakeTheirPlace() {
		List.of("a", "b").forEach(this.networks::tag);
		assertThat(this.networks.rank(views(3, 1, 2))).containsExactly("b");
		assertThat(List.of("a", "b", "c")).extracting(this.networks::tag).containsExactly("a", "other", "c");
	}

	@Test
	void aLittleMoreIsNotEnough() {
		List.of("a", "b").forEach(this.networks::tag);
		assertThat(this.networks.rank(views(8, 8, 10))).isEmpty();
		assertThat(this.networks.rank(views(8, 8, 11))).hasSize(1);
	}

	@Test
	void whoHasGoneKeepsTheNameWhileThereIsRoom() {
		this.networks.tag("a");
		assertThat(this.networks.rank(views(0, 3, 0))).isEmpty();
		assertThat(this.networks.tag("a")).isEqualTo("a");
		assertThat(this.networks.rank(views(0, 3, 1))).containsExactly("a");
	}

	@Test
	void withoutNamesAllAreOthers() {
		TopNetworks none = new TopNetworks(0);
		assertThat(none.tag("a")).isEqualTo("other");
		assertThat(none.rank(views(3, 2, 1))).isEmpty();
	}

	private static List<UserView> views(int a, int b, int c) {
		return Views.all(Views.views(a, "a", "us/ws"), Views.views(b, "b", "us/ws"), Views.views(c, "c", "us/ws"));
	}

}
