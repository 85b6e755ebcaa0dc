package dev.perigee.gateway.actuate;

import java.time.Duration;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.session.Drain;
import dev.perigee.gateway.session.Sessions;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Actuator endpoint {@code drain}: empties this node before it is stopped. Readiness
 * stays as it is: the clients know, and a load balancer that took a draining node away
 * would cut them off.
 */
@Endpoint(id = "drain")
public final class DrainEndpoint {

	private final Drain drain;

	private final Sessions sessions;

	private final Duration window;

	private final ObjectProvider<EndpointAccessResolver> access;

	DrainEndpoint(Drain drain, Sessions sessions, GatewayProperties properties,
			ObjectProvider<EndpointAccessResolver> access) {
		this.drain = drain;
		this.sessions = sessions;
		this.window = properties.drain().window();
		this.access = access;
	}

	/**
	 * Begins to drain.
	 * @param window how long sessions may take; {@code gateway.drain.window} when missing
	 * @return emits when all sessions are gone or the window is over
	 */
	@WriteOperation
	public Mono<Status> begin(@Nullable Duration window) {
		return drain((window != null) ? window : this.window);
	}

	/**
	 * Begins to drain, as {@link #begin(Duration)}, for who can only GET: the preStop
	 * hook of a Kubernetes pod. It changes something, hence it takes more than read
	 * access.
	 * @param window how long sessions may take
	 * @return emits when all sessions are gone or the window is over
	 */
	@ReadOperation
	public Mono<Status> beginByGet(@Selector Duration window) {
		Access allowed = this.access.stream()
			.map((resolver) -> resolver.accessFor(EndpointId.of("drain"), Access.UNRESTRICTED))
			.findFirst()
			.orElse(Access.UNRESTRICTED);
		if (allowed != Access.UNRESTRICTED) {
			throw new InvalidEndpointRequestException("GET drain/{window} with access " + allowed,
					"management.endpoint.drain.access: unrestricted expected");
		}
		return drain(window);
	}

	private Mono<Status> drain(Duration window) {
		if (window.isNegative() || window.isZero()) {
			throw new InvalidEndpointRequestException("window: more than 0 expected, was " + window,
					"window: more than 0 expected");
		}
		return this.drain.begin("the gateway is drained", window).then(Mono.fromSupplier(this::status));
	}

	/**
	 * Says whether this node drains.
	 * @return numbers of the moment
	 */
	@ReadOperation
	public Status status() {
		return new Status(this.sessions.isDraining(), this.drain.remaining().toMillis(), this.sessions.size(),
				this.sessions.standbys());
	}

	/**
	 * Takes the drain back.
	 * @return numbers of the moment
	 */
	@DeleteOperation
	public Status cancel() {
		this.drain.cancel();
		return status();
	}

	/**
	 * How far a drain is.
	 *
	 * @param draining whether no session may come in
	 * @param remainingMillis what is left of the window
	 * @param sessions attached sessions
	 * @param standbys connections that stand by
	 */
	public record Status(boolean draining, long remainingMillis, int sessions, int standbys) {

	}

}
