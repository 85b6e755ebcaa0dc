package dev.perigee.gateway.wt;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.perigee.gateway.metrics.GatewayMeter;
import dev.perigee.gateway.metrics.Limit;
import dev.perigee.gateway.test.Await;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.LimitContract;
import dev.perigee.gateway.test.TestClient;
import dev.perigee.webtransport.WebTransportConnection;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract of limits, over WebTransport.
 */
class WebTransportLimitTests extends LimitContract {

	private static final Duration BOUND = Duration.ofSeconds(10);

	@Override
	protected GatewayProcess start(String... properties) {
		return GatewayProcess.start(WebTransportGatewayApplication.class,
				Stream.of(properties, TestIdentity.LOOPBACK.properties()).flatMap(Stream::of).toArray(String[]::new));
	}

	@Override
	protected TestClient connect(GatewayProcess gateway) {
		return WebTransportTestClient.connect(gateway);
	}

	@Override
	protected int handshake(GatewayProcess gateway, @Nullable String origin) {
		return WebTransportTestClient.handshake(gateway, origin);
	}

	@Test
	void closesAConnectionThatAsksForNoSession() {
		try (GatewayProcess impatient = start("gateway.limits.unauthenticated-lifetime=300ms")) {
			WebTransportTestClient.connection(impatient).onDispose().block(BOUND);
			Await.until("no handshake is unfinished", BOUND, () -> unfinished(impatient) == 0);
		}
	}

	@Test
	void whoLeavesHandshakesUnfinishedHasToProveTheAddressAndThenToWait() {
		try (GatewayProcess small = start("gateway.limits.unfinished-handshakes=8",
				"gateway.limits.unauthenticated-lifetime=30s")) {
			List<WebTransportConnection> unfinished = IntStream.range(0, 4)
				.mapToObj((i) -> WebTransportTestClient.connection(small))
				.toList();
			assertThat(unfinished(small)).isEqualTo(4);
			CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> handshake(small, null));
			Await.until("the next one has to wait", BOUND, () -> limited(small, Limit.UNFINISHED_HANDSHAKES) > 0);
			assertThat(limited(small, Limit.UNPROVEN)).isPositive();
			unfinished.forEach(WebTransportConnection::dispose);
			assertThat(status.join()).isEqualTo(200);
		}
	}

	private static double unfinished(GatewayProcess gateway) {
		return gateway.bean(MeterRegistry.class).get(GatewayMeter.UNFINISHED_HANDSHAKES.meterName()).gauge().value();
	}

}
