package dev.perigee.gateway.autoconfigure;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import dev.perigee.gateway.metrics.GatewayMeter;
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
			.containsExactlyInAnyOrderEntriesOf(Arrays.stream(GatewayMeter.values())
				.collect(Collectors.toMap(GatewayMeter::meterName, (meter) -> Set.copyOf(meter.tagNames()))));
	}

}
