package dev.perigee.gateway.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.perigee.protocol.RegionHealth;
import dev.perigee.protocol.RegionInfo;

/**
 * The other regions, as far as this node has heard, alive or fallen silent. One that is
 * silent is kept for a while: it may be this node that hears nothing. Knows no clock and
 * no network; confined to its owner's lock.
 */
final class RegionDirectory {

	private final Map<String, Known> known = new TreeMap<>();

	private final long expiryNanos;

	RegionDirectory(Duration expiry) {
		this.expiryNanos = expiry.toNanos();
	}

	/**
	 * Takes who is alive. One that has been silent for the expiry is forgotten, but not
	 * while none is heard: who is cut off does not know who is gone.
	 * @param alive the other regions that are
	 */
	void update(List<RegionInfo> alive, long nowNanos) {
		this.known.replaceAll((name, before) -> before.fallenSilent());
		alive.forEach((region) -> this.known.put(region.name(), new Known(region, nowNanos, false, false)));
		if (!isAllSilent()) {
			this.known.values().removeIf((region) -> nowNanos - region.heardNanos() >= this.expiryNanos);
		}
	}

	/**
	 * A gateway of a region says that it goes. If it was the last one, its silence is no
	 * surprise.
	 */
	void leaves(String region) {
		this.known.computeIfPresent(region,
				(name, before) -> new Known(before.region(), before.heardNanos(), before.silent(), true));
	}

	/** Returns all that are known, the silent ones marked, in alphabetical order. */
	List<RegionInfo> list() {
		List<RegionInfo> list = new ArrayList<>();
		this.known.values().forEach((region) -> list.add(region.toInfo()));
		return list;
	}

	/**
	 * Tells whether there are other regions and none of them is heard: more likely than
	 * not it is this one that is cut off.
	 */
	boolean isAllSilent() {
		return this.known.values().stream().anyMatch((region) -> !region.left())
				&& this.known.values().stream().allMatch(Known::silent);
	}

	/**
	 * What is known of a region.
	 *
	 * @param region as it was heard last
	 * @param heardNanos when that was
	 * @param silent whether it is not heard any more
	 * @param left whether a gateway has said that it goes, and none was heard since
	 */
	private record Known(RegionInfo region, long heardNanos, boolean silent, boolean left) {

		Known fallenSilent() {
			return this.silent ? this : new Known(this.region, this.heardNanos, true, this.left);
		}

		RegionInfo toInfo() {
			return this.silent ? new RegionInfo(this.region.name(), this.region.websocket(), this.region.webtransport(),
					this.region.load(), RegionHealth.SILENT) : this.region;
		}

	}

}
