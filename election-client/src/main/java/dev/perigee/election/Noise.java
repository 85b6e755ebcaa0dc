package dev.perigee.election;

/**
 * A distribution of noise on top of a location, in milliseconds. Heavy-tailed on purpose:
 * a rare outlier must not prove anything.
 */
sealed interface Noise {

	double density(double millis);

	/** The probability of more than that. */
	double exceeds(double millis);

	/**
	 * What a probe takes beyond the floor of its path: log-normal, as queues of radio
	 * links are, with a part of outliers.
	 */
	record Floor(double scale) implements Noise {

		/** Shape of the log-normal bulk; its median is the scale. */
		private static final double SIGMA = 0.6;

		private static final double OUTLIERS = 0.06;

		private static final double OUTLIERS_UP_TO = 400;

		/**
		 * What {@link Jitter#SHARE} of the differences of two draws stay below, outliers
		 * included, in scales.
		 */
		static final double COMMON_DIFFERENCE = 1.2;

		@Override
		public double density(double millis) {
			if (millis <= 0) {
				return 0;
			}
			double z = Math.log(millis / this.scale) / SIGMA;
			return (1 - OUTLIERS) * Math.exp(-z * z / 2) / (millis * SIGMA * Math.sqrt(2 * Math.PI))
					+ OUTLIERS / OUTLIERS_UP_TO;
		}

		@Override
		public double exceeds(double millis) {
			if (millis <= 0) {
				return 1;
			}
			double z = Math.log(millis / this.scale) / SIGMA;
			// the logistic approximation of the normal distribution
			return (1 - OUTLIERS) / (1 + Math.exp(1.702 * z)) + OUTLIERS * Math.max(0.05, 1 - millis / OUTLIERS_UP_TO);
		}

	}

	/**
	 * The difference of two probes of the same round: Student's t with 4 degrees of
	 * freedom, with a part of outliers.
	 */
	record Difference(double scale) implements Noise {

		private static final double OUTLIERS = 0.1;

		private static final double OUTLIERS_WITHIN = 800;

		/**
		 * What the size of {@link Jitter#SHARE} of the draws stays below, in scales.
		 */
		static final double COMMON_SIZE = 1.19;

		@Override
		public double density(double millis) {
			double t = millis / this.scale;
			double root = 1 / Math.sqrt(1 + t * t / 4);
			double power = root * root;
			return (1 - OUTLIERS) * 0.375 * power * power * root / this.scale + OUTLIERS / OUTLIERS_WITHIN;
		}

		@Override
		public double exceeds(double millis) {
			double t = millis / this.scale;
			double square = 1 + t * t / 4;
			double bulk = 0.5 - 0.375 * t / Math.sqrt(square) * (1 - t * t / square / 12);
			return (1 - OUTLIERS) * bulk + OUTLIERS * Math.min(1, Math.max(0.05, 0.5 - millis / OUTLIERS_WITHIN));
		}

	}

}
