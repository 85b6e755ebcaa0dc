package dev.perigee.gateway.ws;

import dev.perigee.gateway.test.DrainContract;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.TestClient;

/**
 * The contract of gateways that are emptied, over WebSocket.
 */
class WebSocketDrainTests extends DrainContract {

	@Override
	protected GatewayProcess start(String... properties) {
		return GatewayProcess.start(WebSocketGatewayApplication.class, properties);
	}

	@Override
	protected TestClient connect(GatewayProcess gateway) {
		return WebSocketClient.connect(gateway);
	}

}
