package dev.perigee.election;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.perigee.protocol.RegionHealth;
import dev.perigee.protocol.RegionInfo;
import dev.perigee.protocol.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Which candidates there should be: what was configured, corrected by what gateways tell.
 * A configured endpoint stays until gateways tell another one than they did at first, or
 * none any more; behind a proxy it may well differ from what they tell. Knows no network;
 * confined to the client's loop.
 */
final class Discovery {

	/** So many regions are believed; more are a mistake. */
	private static final int MAX_REGIONS = 64;

	private static final int MAX_URL_LENGTH = 512;

	private final List<Candidate> configured;

	private final DiscoveryOptions options;

	private final boolean insecure;

	/** What gateways told first. */
	private final Map<Slot, URI> first = new LinkedHashMap<>();

	/** What they tell now; {@code null} for what they told once and do not any more. */
	private final Map<Slot, @Nullable URI> told = new LinkedHashMap<>();

	Discovery(List<Candidate> configured, DiscoveryOptions options) {
		this.configured = List.copyOf(configured);
		this.options = options;
		this.insecure = configured.stream().anyMatch((one) -> "ws".equalsIgnoreCase(one.endpoint().getScheme()));
	}

	/**
	 * Takes what a gateway tells of the regions.
	 * @param region its own region: while that is isolated, it does not know who is gone
	 * @param regions all regions that it knows
	 */
	void told(String region, List<RegionInfo> regions) {
		if (!this.options.enabled() || regions.size() > MAX_REGIONS) {
			return;
		}
		Map<Slot, URI> now = new LinkedHashMap<>();
		for (RegionInfo info : regions) {
			endpoint(info.name(), info.websocket(), Transport.WEBSOCKET)
				.ifPresent((url) -> now.put(new Slot(info.name(), Transport.WEBSOCKET), url));
			endpoint(info.name(), info.webtransport(), Transport.WEBTRANSPORT)
				.ifPresent((url) -> now.put(new Slot(info.name(), Transport.WEBTRANSPORT), url));
		}
		boolean knowsAll = regions.stream()
			.anyMatch((info) -> info.name().equals(region) && info.health() != null
					&& info.health() != RegionHealth.ISOLATED);
		if (knowsAll) {
			this.told.replaceAll((slot, url) -> null);
		}
		now.forEach(this.first::putIfAbsent);
		this.told.putAll(now);
	}

	/** Believes nobody any more: everybody has failed. What was told last is kept. */
	void doubt() {
		this.told.values().removeIf(Objects::isNull);
		this.first.clear();
		this.first.putAll(this.told);
	}

	/**
	 * Returns who should be a candidate now.
	 * @return the configured ones first, in their order
	 */
	List<Candidate> candidates() {
		Map<Slot, Candidate> wanted = new LinkedHashMap<>();
		this.configured.forEach((one) -> wanted.put(Slot.of(one), one));
		this.told.forEach((slot, url) -> {
			if (url == null) {
				wanted.remove(slot);
			}
			else if (!wanted.containsKey(slot) || !url.equals(this.first.get(slot))) {
				wanted.put(slot, new Candidate(slot.region(), slot.transport(), url));
			}
		});
		return withoutAliases(wanted);
	}

	/** The same endpoint under another name of the region is the same candidate. */
	private List<Candidate> withoutAliases(Map<Slot, Candidate> wanted) {
		Set<URI> own = this.configured.stream()
			.filter((one) -> one.equals(wanted.get(Slot.of(one))))
			.map(Candidate::endpoint)
			.collect(Collectors.toSet());
		List<Candidate> candidates = new ArrayList<>();
		wanted.values()
			.stream()
			.filter((one) -> this.configured.contains(one) || !own.contains(one.endpoint()))
			.forEach(candidates::add);
		return candidates;
	}

	private Optional<URI> endpoint(String region, @Nullable String url, Transport transport) {
		if (url == null || url.length() > MAX_URL_LENGTH) {
			return Optional.empty();
		}
		try {
			URI endpoint = URI.create(url);
			Region checked = (transport == Transport.WEBSOCKET) ? new Region(endpoint, null)
					: new Region(null, endpoint);
			boolean secure = this.insecure || !"ws".equalsIgnoreCase(endpoint.getScheme());
			return checked.candidates(region)
				.stream()
				.map(Candidate::endpoint)
				.filter((one) -> secure && this.options.allows(one))
				.findFirst();
		}
		catch (IllegalArgumentException ex) {
			// what is no URL of a gateway is no candidate
			return Optional.empty();
		}
	}

	/** A place that one candidate has. */
	private record Slot(String region, Transport transport) {

		static Slot of(Candidate candidate) {
			return new Slot(candidate.region(), candidate.transport());
		}

	}

}
