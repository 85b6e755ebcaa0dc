package dev.perigee.gateway.telemetry;

/**
 * How users have voted.
 *
 * @param users those who could tell
 * @param against those for whom it is bad
 */
public record Votes(int users, int against) {

	/** Nobody has voted. */
	static final Votes NONE = new Votes(0, 0);

	Votes with(boolean isAgainst) {
		return new Votes(this.users + 1, this.against + (isAgainst ? 1 : 0));
	}

	Votes plus(Votes others) {
		return new Votes(this.users + others.users, this.against + others.against);
	}

	Votes minus(Votes part) {
		return new Votes(this.users - part.users, this.against - part.against);
	}

	/** Returns the part that is against, 0 when nobody has voted. */
	double share() {
		return (this.users > 0) ? (double) this.against / this.users : 0;
	}

}
