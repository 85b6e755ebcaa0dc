package dev.perigee.gateway.ws;

import dev.perigee.gateway.test.BackPressureContract;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.TestClient;

/**
 * Slow clients, over WebSocket.
 */
class WebSocketBackPressureTests extends BackPressureContract {

	@Override
	protected GatewayProcess start(String... properties) {
		return GatewayProcess.start(WebSocketGatewayApplication.class, properties);
	}

	@Override
	protected TestClient connect(GatewayProcess gateway) {
		return WebSocketClient.connect(gateway);
	}

	@Override
	protected int crowd() {
		return 1000;
	}

}
