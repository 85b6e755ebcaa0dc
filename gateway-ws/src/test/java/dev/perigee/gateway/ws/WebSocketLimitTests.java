package dev.perigee.gateway.ws;

import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.LimitContract;
import dev.perigee.gateway.test.TestClient;
import org.jspecify.annotations.Nullable;

/**
 * The contract of limits, over WebSocket.
 */
class WebSocketLimitTests extends LimitContract {

	@Override
	protected GatewayProcess start(String... properties) {
		return GatewayProcess.start(WebSocketGatewayApplication.class, properties);
	}

	@Override
	protected TestClient connect(GatewayProcess gateway) {
		return WebSocketClient.connect(gateway);
	}

	@Override
	protected int handshake(GatewayProcess gateway, @Nullable String origin) {
		return WebSocketClient.handshake(gateway, origin);
	}

}
