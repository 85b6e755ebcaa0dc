package dev.perigee.gateway.telemetry;

import java.time.Duration;
import java.util.List;

import dev.perigee.gateway.telemetry.Demand.RegionDemand;
import dev.perigee.gateway.telemetry.Demand.Unserved;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DemandTests {

	@Test
	void countsWhoseOptimumIsWhereAndHowFarTheyAreFromIt() {
		Demand demand = demand(Views.all(Views.views(3, "a", "us/ws=20 us/wt=25 sg/ws=180"),
				Views.views(1, "b", "us/ws=70 sg/ws=30"), Views.views(1, "b", "us/ws=50 sg/wt=30")));
		assertThat(demand.users()).isEqualTo(5);
		assertThat(demand.regions()).containsExactly(new RegionDemand("us", 3, 0, 0), new RegionDemand("sg", 2, 0, 30));
		assertThat(demand.unserved()).isEmpty();
	}

	@Test
	void aRegionThatCannotBeReachedIsNobodysOptimum() {
		assertThat(demand(Views.views(2, "a", "us/ws=90 sg/ws!=10 sg/wt?=60")).regions())
			.containsExactly(new RegionDemand("sg", 2, 0, 30));
	}

	@Test
	void whoHasNotMeasuredTheRegionThatServesHasNoRegret() {
		assertThat(demand(Views.views(2, "a", "sg/ws=60")).regions()).containsExactly(new RegionDemand("sg", 2, 0, 0));
	}

	@Test
	void whoHasMeasuredNothingIsCountedAndNoMore() {
		assertThat(demand(Views.views(2, "a", "us/ws!"))).isEqualTo(new Demand("us", 2, List.of(), List.of()));
	}

	@Test
	void ranksThoseWhoAreFarFromEveryRegionByWhatTheyWouldGain() {
		Demand demand = demand(Views.all(Views.views(3, "AS1-ZA", "us/ws=240 sg/ws=180"),
				Views.views(5, "AS2-BR", "us/ws=120 sg/ws=300"), Views.views(9, "AS3-US", "us/ws=20 sg/ws=200")));
		assertThat(demand.unserved()).containsExactly(new Unserved("AS1-ZA", "sg", 3, 180, 300),
				new Unserved("AS2-BR", "us", 5, 120, 200));
		assertThat(demand.regions()).containsExactly(new RegionDemand("us", 14, 5, 0),
				new RegionDemand("sg", 3, 3, 60));
	}

	@Test
	void smallGroupsLoseTheirNameAndDisappearWhenEvenTogetherTheyAreSmall() {
		Demand demand = demand(Views.all(Views.views(2, "a", "us/ws=180"), Views.views(2, "b", "us/ws=180"),
				Views.views(2, "c", "sg/ws=180")));
		assertThat(demand.unserved()).containsExactly(new Unserved("other", "us", 4, 180, 400));
	}

	private static Demand demand(List<UserView> views) {
		return Demand.of("us", views, Duration.ofMillis(80), 3);
	}

}
