package dev.perigee.lab;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.link.Route;
import org.jspecify.annotations.Nullable;

/**
 * Spreads users over the gateways of one transport in one region, as a Kubernetes Service
 * does: who is new goes to one that serves, in turn; who is known stays as long as his
 * gateway lives, even while it is being terminated. Thread-safe.
 */
final class Balancer implements Route {

	private final List<GatewayProcess> gateways;

	private final AtomicInteger turn = new AtomicInteger();

	Balancer(List<GatewayProcess> gateways) {
		this.gateways = gateways;
	}

	@Override
	public InetSocketAddress next(@Nullable InetSocketAddress present) {
		if (present != null && living().anyMatch((gateway) -> gateway.address().equals(present))) {
			return present;
		}
		return Stream.<Predicate<GatewayProcess>>of(GatewayProcess::isServing, GatewayProcess::isAlive, (any) -> true)
			.map((wish) -> this.gateways.stream().filter(wish).toList())
			.filter((some) -> !some.isEmpty())
			.findFirst()
			.map((some) -> some.get(Math.floorMod(this.turn.getAndIncrement(), some.size())).address())
			.orElseThrow();
	}

	private Stream<GatewayProcess> living() {
		return this.gateways.stream().filter(GatewayProcess::isAlive);
	}

}
