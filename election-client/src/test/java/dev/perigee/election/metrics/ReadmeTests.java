package dev.perigee.election.metrics;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import dev.perigee.readme.PropertyTable;
import dev.perigee.readme.Readme;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of the README are what the code says.
 */
class ReadmeTests {

	@Test
	void everyPropertyIsInTheTableWithItsDefault() {
		PropertyTable.assertThatPagesAreTrue();
	}

	@Test
	void everyMeterIsInTheTableWithItsTags() {
		assertThat(Readme.ofThisModule().meters())
			.containsExactlyInAnyOrderEntriesOf(Arrays.stream(ElectionMeter.values())
				.collect(Collectors.toMap(ElectionMeter::id, (meter) -> Set.copyOf(meter.tagNames()))));
	}

}
