package dev.perigee.gateway.nats;

import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import dev.perigee.gateway.metrics.GatewayMeter;
import dev.perigee.gateway.metrics.GatewayMetrics;
import io.nats.client.Connection;
import io.nats.client.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * Shows as meters what passes over NATS, as the client library counts it. A new
 * connection begins again at 0; reconnects of the same one don't.
 */
final class NatsTraffic {

	private NatsTraffic() {
	}

	static void count(GatewayMetrics metrics, Supplier<@Nullable Connection> connection) {
		metrics.counter(GatewayMeter.BUS_MESSAGES, counted(connection, Statistics::getInMsgs), "in");
		metrics.counter(GatewayMeter.BUS_MESSAGES, counted(connection, Statistics::getOutMsgs), "out");
		metrics.counter(GatewayMeter.BUS_BYTES, counted(connection, Statistics::getInBytes), "in");
		metrics.counter(GatewayMeter.BUS_BYTES, counted(connection, Statistics::getOutBytes), "out");
		metrics.counter(GatewayMeter.BUS_RECONNECTS, counted(connection, Statistics::getReconnects));
	}

	private static Supplier<Number> counted(Supplier<@Nullable Connection> connection,
			ToLongFunction<Statistics> what) {
		return () -> {
			Connection current = connection.get();
			return (current != null) ? what.applyAsLong(current.getStatistics()) : 0;
		};
	}

}
