package dev.perigee.gateway.wt;

import java.util.stream.Stream;

import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.LimitContract;
import dev.perigee.gateway.test.TestClient;
import org.jspecify.annotations.Nullable;

/**
 * The contract of limits, over WebTransport.
 */
class WebTransportLimitTests extends LimitContract {

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

}
