package dev.perigee.gateway.ws;

import dev.perigee.gateway.test.TokenContract;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.TestClient;

/**
 * The contract of tokens, over WebSocket.
 */
class WebSocketTokenTests extends TokenContract {

	@Override
	protected GatewayProcess start(String... properties) {
		return GatewayProcess.start(WebSocketGatewayApplication.class, properties);
	}

	@Override
	protected TestClient connect(GatewayProcess gateway) {
		return WebSocketClient.connect(gateway);
	}

}
