package dev.perigee.gateway.ws;

import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.LimitContract;
import dev.perigee.gateway.test.TestClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

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

	@ParameterizedTest
	@CsvSource({ "http://127.0.0.1:%d, 200", "HTTP://127.0.0.1:%d, 200", "http://7.0.0.1:%d, 403",
			"http://evil.127.0.0.1:%d, 403", "http://127.0.0.1, 403" })
	void takesItsOwnOriginForThatOfAClientWhichIsNoBrowser(String origin, int status) {
		assertThat(handshake(gateway(), origin.formatted(gateway().httpPort()))).isEqualTo(status);
	}

	@Override
	protected int handshake(GatewayProcess gateway, @Nullable String origin) {
		return WebSocketClient.handshake(gateway, origin);
	}

}
