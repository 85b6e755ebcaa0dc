package dev.perigee.gateway.actuate;

import java.util.List;

import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.protocol.RegionInfo;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /regions}: the regions known to be alive, as in {@code WELCOME}, for those
 * who are not connected.
 */
@RestController
public final class RegionsController {

	private final Cluster cluster;

	RegionsController(Cluster cluster) {
		this.cluster = cluster;
	}

	@GetMapping("/regions")
	List<RegionInfo> regions() {
		return this.cluster.regions();
	}

}
