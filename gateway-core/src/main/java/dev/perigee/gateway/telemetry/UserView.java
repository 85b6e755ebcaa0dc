package dev.perigee.gateway.telemetry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What one user sees of the world, by the last report. Does not say who that is.
 *
 * @param network the name of the user's network
 * @param readings at most one of each candidate
 */
record UserView(String network, List<Reading> readings) {

	UserView {
		readings = List.copyOf(readings);
	}

	boolean isAllBad() {
		return this.readings.stream().allMatch(Reading::isBad);
	}

	/**
	 * Returns how far away the regions are that can be reached, over the better of the
	 * transports.
	 */
	Map<String, Long> rttMicros() {
		Map<String, Long> regions = new TreeMap<>();
		this.readings.stream()
			.filter((reading) -> reading.hasRtt() && reading.state() != Reading.State.FAILED)
			.forEach((reading) -> regions.merge(reading.region(), reading.medianMicros(), Math::min));
		return regions;
	}

	/** Returns the nearest region and how far it is, if any can be reached. */
	Optional<Map.Entry<String, Long>> best() {
		return rttMicros().entrySet().stream().min(Map.Entry.comparingByValue());
	}

	/** Returns how much farther than the best one a region is, if that is known. */
	OptionalLong regretMicros(String region) {
		Long here = rttMicros().get(region);
		return (here == null) ? OptionalLong.empty()
				: best().stream().mapToLong((best) -> here - best.getValue()).findFirst();
	}

}
