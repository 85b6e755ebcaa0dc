package dev.perigee.lab.nats;

/**
 * Two regions, in either order.
 *
 * @param first the one that sorts first
 * @param second the other
 */
record RegionPair(String first, String second) {

	static RegionPair of(String one, String other) {
		if (one.equals(other)) {
			throw new IllegalArgumentException("There is no link between " + one + " and itself");
		}
		return (one.compareTo(other) < 0) ? new RegionPair(one, other) : new RegionPair(other, one);
	}

	@Override
	public String toString() {
		return this.first + "<->" + this.second;
	}

}
