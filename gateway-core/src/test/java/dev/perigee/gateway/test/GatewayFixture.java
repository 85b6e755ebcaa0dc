package dev.perigee.gateway.test;

import java.util.ArrayList;
import java.util.List;

import dev.perigee.protocol.ControlFrames.Welcome;
import dev.perigee.protocol.SessionId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * A running gateway of any transport, and its clients of the moment.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class GatewayFixture {

	private final List<TestClient> clients = new ArrayList<>();

	/** Closed together: services of one JVM share event loops. */
	private final List<GatewayProcess> others = new ArrayList<>();

	private GatewayProcess gateway;

	/** Starts the service with a few properties of the contract's own. */
	protected abstract GatewayProcess start(String... properties);

	/** Connects a client to it. */
	protected abstract TestClient connect(GatewayProcess gateway);

	/** Returns the contract's own properties, {@code name=value}. */
	protected abstract String[] properties();

	@BeforeAll
	void startGateway() {
		this.gateway = start(properties());
	}

	@AfterEach
	void closeClients() {
		this.clients.forEach(TestClient::close);
		this.clients.clear();
	}

	@AfterAll
	void stopGateway() {
		this.gateway.close();
		this.others.forEach(GatewayProcess::close);
	}

	protected final GatewayProcess gateway() {
		return this.gateway;
	}

	final GatewayProcess startAnother(String... properties) {
		GatewayProcess other = start(properties);
		this.others.add(other);
		return other;
	}

	final TestClient client() {
		return client(this.gateway);
	}

	final TestClient client(GatewayProcess gateway) {
		TestClient client = connect(gateway);
		this.clients.add(client);
		return client;
	}

	final TestClient member(String user) {
		TestClient client = client();
		client.hello(Tokens.token(user, "*"));
		return client;
	}

	final Attached attached(String user) {
		TestClient client = client();
		Welcome welcome = client.hello(Tokens.token(user, "*"));
		return new Attached(client, welcome.session(), welcome.resumeToken());
	}

	/** A client and its session. */
	record Attached(TestClient client, SessionId session, String resumeToken) {

	}

}
