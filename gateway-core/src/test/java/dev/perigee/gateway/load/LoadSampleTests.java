package dev.perigee.gateway.load;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The formula of the load, as the README states it. */
class LoadSampleTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			# sessions, cpu, lag ms, memory, load, strained
			0,    0,     0,   0,    0,   false
			0.5,  0.5,   10,  0.5,  127, false
			1,    0,     0,   0,    255, false
			1.2,  0,     0,   0,    255, false
			0.3,  0.7,   50,  0.6,  76,  false
			0.3,  0.825, 0,   0,    127, true
			0.6,  0.825, 0,   0,    153, false
			0,    0.95,  0,   0,    255, true
			0,    1,     0,   0,    255, true
			0.1,  0,     150, 0,    127, true
			0.1,  0,     900, 0,    255, true
			0.1,  0,     0,   0.75, 127, true
			0.1,  0,     0,   1,    255, true
			""")
	void isTheLargestShare(double sessions, double cpu, double lagMillis, double memory, int load, boolean strained) {
		LoadSample sample = new LoadSample(sessions, cpu, lagMillis, memory);
		assertThat(sample.load()).isEqualTo(load);
		assertThat(sample.isStrained()).isEqualTo(strained);
	}

}
