package dev.perigee.election;

import java.time.Duration;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;

/**
 * What happens to one user's paths. Three regions over both transports, 20, 45 and 90 ms
 * away, unless said otherwise; the last mile's noise comes on top all the time.
 */
enum Scenario {

	WIRED_DAY("24 h wired", LastMile.WIRED, 0, 0, ofHours(24)),

	WIFI_DAY("24 h wifi", LastMile.WIFI, 0, 0, ofHours(24)),

	SHARED_WIFI_DAY("24 h wifi, jitter shared", LastMile.WIFI, 0.7, 0, ofHours(24)),

	LOSSY_WIFI_DAY("24 h wifi, 3 % lost", LastMile.WIFI, 0, 0.03, ofHours(24)),

	CELLULAR_DAY("24 h cellular", LastMile.CELLULAR, 0, 0, ofHours(24)),

	SHARED_CELLULAR_DAY("24 h cellular, jitter shared", LastMile.CELLULAR, 0.7, 0, ofHours(24)),

	LOSSY_CELLULAR_DAY("24 h cellular, 3 % lost", LastMile.CELLULAR, 0, 0.03, ofHours(24)),

	SPIKE("one spike of 500 ms") {
		@Override
		void script(Simulation.Script script) {
			script.at(CHANGE, (user) -> user.rtt("near", 500));
			script.at(CHANGE.plusMillis(200), (user) -> user.rtt("near", 20));
		}
	},

	DRIFT("near drifts from 20 to 150 ms") {
		@Override
		void script(Simulation.Script script) {
			for (int minute = 0; minute <= 13; minute++) {
				double rttMillis = 20 + 10 * minute;
				script.at(CHANGE.plusMinutes(minute), (user) -> user.rtt("near", rttMillis));
			}
		}
	},

	STEP("near steps from 20 to 150 ms") {
		@Override
		void script(Simulation.Script script) {
			script.at(CHANGE, (user) -> user.rtt("near", 150));
		}
	},

	SMALL_STEP("near steps from 20 to 52 ms: not worth it") {
		@Override
		void script(Simulation.Script script) {
			script.at(CHANGE, (user) -> user.rtt("near", 52));
		}
	},

	SLOW_FLAPPING("near goes to 150 and back each minute") {
		@Override
		void script(Simulation.Script script) {
			for (int cycle = 0; cycle < 10; cycle++) {
				Duration start = CHANGE.plusMinutes(2L * cycle);
				script.at(start, (user) -> user.rtt("near", 150));
				script.at(start.plusMinutes(1), (user) -> user.rtt("near", 20));
			}
		}
	},

	FAST_FLAPPING("near goes to 150 and back each 5 s") {
		@Override
		void script(Simulation.Script script) {
			for (int cycle = 0; cycle < 120; cycle++) {
				Duration start = CHANGE.plusSeconds(10L * cycle);
				script.at(start, (user) -> user.rtt("near", 150));
				script.at(start.plusSeconds(5), (user) -> user.rtt("near", 20));
			}
		}
	},

	DYING("near dies and returns, a minute each") {
		@Override
		void script(Simulation.Script script) {
			for (int cycle = 0; cycle < 10; cycle++) {
				Duration start = CHANGE.plusMinutes(2L * cycle);
				script.at(start, (user) -> user.kill("near"));
				script.at(start.plusMinutes(1), (user) -> user.revive("near"));
			}
		}
	},

	ALL_WORSE("own uplink: all 150 ms worse") {
		@Override
		void script(Simulation.Script script) {
			script.at(CHANGE, (user) -> user.uplink(150));
			script.at(CHANGE.plusMinutes(10), (user) -> user.uplink(0));
		}
	},

	UPLINK_CUT("own uplink: gone for 3 s") {
		@Override
		void script(Simulation.Script script) {
			script.at(CHANGE, (user) -> user.blackHole(true));
			script.at(CHANGE.plusSeconds(3), (user) -> user.blackHole(false));
		}
	},

	REGION_LOST("near dies") {
		@Override
		void script(Simulation.Script script) {
			script.at(CHANGE, (user) -> user.kill("near"));
		}
	},

	REGION_RETURNS("near is back after 10 minutes") {
		@Override
		void script(Simulation.Script script) {
			script.at(CHANGE, (user) -> user.kill("near"));
			script.at(CHANGE.plusMinutes(10), (user) -> user.revive("near"));
		}
	},

	BLACK_HOLE("the path to near swallows all") {
		@Override
		void script(Simulation.Script script) {
			script.at(CHANGE, (user) -> user.blackHole(true, "near"));
		}
	},

	CROWD("near fills up") {
		@Override
		void script(Simulation.Script script) {
			for (int load = 0; load <= 255; load += 15) {
				int now = load;
				script.at(CHANGE.plusSeconds(2L * load), (user) -> user.load("near", now));
			}
		}
	};

	/** When the trouble begins. */
	static final Duration CHANGE = ofMinutes(5).plus(ofMillis(57));

	private final String title;

	private final LastMile lastMile;

	private final double sharedJitter;

	private final double loss;

	private final Duration duration;

	Scenario(String title) {
		this(title, LastMile.WIFI, 0, 0, ofMinutes(30));
	}

	Scenario(String title, LastMile lastMile, double sharedJitter, double loss, Duration duration) {
		this.title = title;
		this.lastMile = lastMile;
		this.sharedJitter = sharedJitter;
		this.loss = loss;
		this.duration = duration;
	}

	/** Schedules what happens; by default nothing does. */
	void script(Simulation.Script script) {
	}

	/** Tells whether it takes a day, in which nothing happens. */
	boolean isDay() {
		return this.duration.compareTo(ofHours(24)) >= 0;
	}

	String title() {
		return this.title;
	}

	LastMile lastMile() {
		return this.lastMile;
	}

	double sharedJitter() {
		return this.sharedJitter;
	}

	double loss() {
		return this.loss;
	}

	Duration duration() {
		return this.duration;
	}

}
