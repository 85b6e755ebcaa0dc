package dev.perigee.gateway.ws;

import dev.perigee.gateway.test.StandbyContract;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.TestClient;

/**
 * The contract of warm standbys, over WebSocket.
 */
class WebSocketStandbyTests extends StandbyContract {

	@Override
	protected GatewayProcess start(String... properties) {
		return GatewayProcess.start(WebSocketGatewayApplication.class, properties);
	}

	@Override
	protected TestClient connect(GatewayProcess gateway) {
		return WebSocketClient.connect(gateway);
	}

}
