package dev.perigee.gateway.actuate;

import java.time.Duration;
import java.util.List;

import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.protocol.RegionInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /regions}: the regions as in {@code WELCOME}, for those who are not
 * connected. Pages may read it that may connect; who is no browser always may.
 */
@RestController
public final class RegionsController {

	private static final CacheControl CACHED = CacheControl.maxAge(Duration.ofSeconds(5)).cachePublic();

	private final Cluster cluster;

	private final ConnectionAcceptor acceptor;

	RegionsController(Cluster cluster, ConnectionAcceptor acceptor) {
		this.cluster = cluster;
		this.acceptor = acceptor;
	}

	@GetMapping("/regions")
	ResponseEntity<List<RegionInfo>> regions(
			@RequestHeader(name = HttpHeaders.ORIGIN, required = false) @Nullable String origin) {
		if (!this.acceptor.admitsOrigin(origin)) {
			return ResponseEntity.status(HttpStatus.FORBIDDEN).varyBy(HttpHeaders.ORIGIN).build();
		}
		ResponseEntity.BodyBuilder answer = ResponseEntity.ok().cacheControl(CACHED).varyBy(HttpHeaders.ORIGIN);
		if (origin != null) {
			answer.header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
		}
		return answer.body(this.cluster.regions());
	}

}
