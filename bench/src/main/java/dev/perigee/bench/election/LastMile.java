package dev.perigee.bench.election;

import java.util.random.RandomGenerator;

/**
 * The noise that a user's own link adds to a probe.
 */
enum LastMile {

	/** None. */
	WIRED {
		@Override
		double noiseMs(RandomGenerator random) {
			return 0;
		}
	},

	/** Exponential with a mean of 3 ms, and 3 % spikes of 20 to 150 ms. */
	WIFI {
		@Override
		double noiseMs(RandomGenerator random) {
			double bulk = 3 * random.nextExponential();
			return bulk + ((random.nextDouble() < 0.03) ? random.nextDouble(20, 150) : 0);
		}
	},

	/**
	 * Log-normal with a median of 15 ms and sigma 0.6, and 5 % spikes of 50 to 400 ms.
	 */
	CELLULAR {
		@Override
		double noiseMs(RandomGenerator random) {
			double bulk = 15 * Math.exp(0.6 * random.nextGaussian());
			return bulk + ((random.nextDouble() < 0.05) ? random.nextDouble(50, 400) : 0);
		}
	};

	abstract double noiseMs(RandomGenerator random);

}
