package dev.perigee.gateway.actuate;

import java.time.Duration;
import java.util.List;

import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.protocol.RegionInfo;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /regions}: the regions as in {@code WELCOME}, for those who are not
 * connected. It tells nothing that a client is not told, so pages of any origin may read
 * it.
 */
@RestController
public final class RegionsController {

	private static final CacheControl CACHED = CacheControl.maxAge(Duration.ofSeconds(5)).cachePublic();

	private final Cluster cluster;

	RegionsController(Cluster cluster) {
		this.cluster = cluster;
	}

	@CrossOrigin
	@GetMapping("/regions")
	ResponseEntity<List<RegionInfo>> regions() {
		return ResponseEntity.ok().cacheControl(CACHED).body(this.cluster.regions());
	}

}
