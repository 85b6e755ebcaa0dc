package dev.perigee.gateway.cluster;

import java.time.Duration;
import java.util.List;

import dev.perigee.protocol.RegionHealth;
import dev.perigee.protocol.RegionInfo;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RegionDirectoryTests {

	private static final RegionInfo EAST = new RegionInfo("east", "wss://e/rt", null, 7, RegionHealth.UP);

	private static final RegionInfo WEST = new RegionInfo("west", null, "https://w/rt", 9, RegionHealth.OVERLOADED);

	private final RegionDirectory directory = new RegionDirectory(Duration.ofNanos(100));

	@Test
	void namesASilentRegionForAWhile() {
		this.directory.update(List.of(WEST, EAST), 0);
		assertThat(this.directory.list()).containsExactly(EAST, WEST);
		this.directory.update(List.of(EAST), 99);
		assertThat(this.directory.list()).containsExactly(EAST,
				new RegionInfo("west", null, "https://w/rt", 9, RegionHealth.SILENT));
		this.directory.update(List.of(EAST), 100);
		assertThat(this.directory.list()).containsExactly(EAST);
	}

	@Test
	void aRegionThatIsHeardAgainIsWhatItSays() {
		this.directory.update(List.of(EAST), 0);
		this.directory.update(List.of(), 50);
		this.directory.update(List.of(EAST), 60);
		assertThat(this.directory.list()).containsExactly(EAST);
	}

	@Test
	void whoHearsNoOtherRegionIsCutOff() {
		assertThat(this.directory.isAllSilent()).isFalse();
		this.directory.update(List.of(EAST, WEST), 0);
		assertThat(this.directory.isAllSilent()).isFalse();
		this.directory.update(List.of(EAST), 1);
		assertThat(this.directory.isAllSilent()).isFalse();
		this.directory.update(List.of(), 2);
		assertThat(this.directory.isAllSilent()).isTrue();
	}

	@Test
	void whoIsCutOffForgetsNobody() {
		this.directory.update(List.of(EAST, WEST), 0);
		this.directory.update(List.of(), 1000);
		assertThat(this.directory.isAllSilent()).isTrue();
		assertThat(this.directory.list()).extracting(RegionInfo::name).containsExactly("east", "west");
		this.directory.update(List.of(EAST), 1001);
		assertThat(this.directory.list()).containsExactly(EAST);
	}

	@Test
	void aRegionThatHasSaidGoodbyeIsNotMissed() {
		this.directory.update(List.of(EAST), 0);
		this.directory.leaves("east");
		this.directory.update(List.of(), 1);
		assertThat(this.directory.isAllSilent()).isFalse();
		this.directory.update(List.of(), 100);
		assertThat(this.directory.list()).isEmpty();
		this.directory.update(List.of(EAST), 2);
		this.directory.update(List.of(), 3);
		assertThat(this.directory.isAllSilent()).isTrue();
	}

}
