package dev.perigee.gateway.wt;

import java.util.stream.Stream;

import dev.perigee.gateway.test.SecrecyContract;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.TestClient;

/**
 * The contract of secrets, over WebTransport.
 */
class WebTransportSecrecyTests extends SecrecyContract {

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
