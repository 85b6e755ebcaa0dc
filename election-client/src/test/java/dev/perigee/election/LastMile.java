package dev.perigee.election;

import java.util.random.RandomGenerator;

/**
 * The noise that a user's own link adds to a round trip. Written with {@link StrictMath}
 * and uniform numbers only: the same on every JDK.
 */
enum LastMile {

	/** None. */
	WIRED {
		@Override
		double noiseMillis(RandomGenerator random) {
			return 0;
		}
	},

	/** Exponential with a mean of 3 ms, and 3 % spikes of 20 to 150 ms. */
	WIFI {
		@Override
		double noiseMillis(RandomGenerator random) {
			return 3 * exponential(random) + spike(random, 0.03, 20, 150);
		}
	},

	/**
	 * Log-normal with a median of 15 ms and sigma 0.6, and 5 % spikes of 50 to 400 ms.
	 */
	CELLULAR {
		@Override
		double noiseMillis(RandomGenerator random) {
			return 15 * StrictMath.exp(0.6 * gaussian(random)) + spike(random, 0.05, 50, 400);
		}
	};

	/** Draws the noise of one round trip. */
	abstract double noiseMillis(RandomGenerator random);

	/** Draws from the exponential distribution of mean 1. */
	static double exponential(RandomGenerator random) {
		return -StrictMath.log(1 - random.nextDouble());
	}

	/** Draws from the standard normal distribution, by Box and Muller. */
	static double gaussian(RandomGenerator random) {
		return StrictMath.sqrt(2 * exponential(random)) * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
	}

	private static double spike(RandomGenerator random, double probability, double from, double to) {
		return (random.nextDouble() < probability) ? from + (to - from) * random.nextDouble() : 0;
	}

}
