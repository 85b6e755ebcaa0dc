package dev.perigee.gateway.nats;

import org.jspecify.annotations.Nullable;

/**
 * How the connection to NATS is.
 *
 * @param connected whether there is one
 * @param violation what the server did not permit since it was connected, if anything:
 * subscriptions look active then and get nothing
 */
record NatsState(boolean connected, @Nullable String violation) {

	static final NatsState DISCONNECTED = new NatsState(false, null);

	static final NatsState CONNECTED = new NatsState(true, null);

	boolean isUsable() {
		return this.connected && this.violation == null;
	}

	NatsState violated(String text) {
		return new NatsState(this.connected, text);
	}

}
