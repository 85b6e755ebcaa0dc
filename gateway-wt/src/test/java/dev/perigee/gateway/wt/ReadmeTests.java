package dev.perigee.gateway.wt;

import dev.perigee.readme.PropertyTable;
import org.junit.jupiter.api.Test;

/**
 * The table of the README is what the code says.
 */
class ReadmeTests {

	@Test
	void everyPropertyIsInTheTableWithItsDefault() {
		PropertyTable.assertThatPagesAreTrue();
	}

}
