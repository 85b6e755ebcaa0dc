package dev.perigee.gateway.ws;

import dev.perigee.gateway.test.ShutdownContract;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.TestClient;

/**
 * The contract of gateways that are told to end, over WebSocket.
 */
class WebSocketShutdownTests extends ShutdownContract {

	@Override
	protected GatewayProcess start(String... properties) {
		return GatewayProcess.start(WebSocketGatewayApplication.class, properties);
	}

	@Override
	protected TestClient connect(GatewayProcess gateway) {
		return WebSocketClient.connect(gateway);
	}

}
