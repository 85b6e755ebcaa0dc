package dev.perigee.gateway.wt;

import java.util.stream.Stream;

import dev.perigee.gateway.test.GatewayContract;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.TestClient;

/**
 * The contract of all gateways, over WebTransport.
 */
class WebTransportGatewayTests extends GatewayContract {

	@Override
	protected GatewayProcess start(String... properties) {
		return GatewayProcess.start(WebTransportGatewayApplication.class,
				Stream.of(properties, TestIdentity.LOOPBACK.properties()).flatMap(Stream::of).toArray(String[]::new));
	}

	@Override
	protected TestClient connect(GatewayProcess gateway) {
		return WebTransportTestClient.connect(gateway);
	}

}
