package dev.perigee.gateway.test;

import java.time.Duration;

/**
 * Two regions of one nats-server each, joined by NATS gateways over a way that takes time
 * and can be cut.
 */
public final class NatsRegions implements AutoCloseable {

	private final TcpRelay toEast;

	private final TcpRelay toWest;

	private final NatsServer east;

	private final NatsServer west;

	/** Starts both; {@code delay} is for one direction. */
	public NatsRegions(Duration delay) {
		int eastPort = NatsServer.freePort();
		int westPort = NatsServer.freePort();
		this.toEast = new TcpRelay(eastPort, delay);
		this.toWest = new TcpRelay(westPort, delay);
		this.east = NatsServer.started(configuration("east", eastPort, this.toEast, "west", this.toWest));
		this.west = NatsServer.started(configuration("west", westPort, this.toWest, "east", this.toEast));
	}

	private static String configuration(String name, int port, TcpRelay toIt, String other, TcpRelay toOther) {
		return """
				server_name: %1$s
				gateway {
				  name: %1$s
				  listen: "127.0.0.1:%2$d"
				  advertise: "127.0.0.1:%3$d"
				  gateways: [ { name: %4$s, urls: ["nats://127.0.0.1:%5$d"] } ]
				}
				""".formatted(name, port, toIt.port(), other, toOther.port());
	}

	public NatsServer east() {
		return this.east;
	}

	public NatsServer west() {
		return this.west;
	}

	/** Breaks every connection between the regions. */
	public void cut() {
		this.toEast.cut();
		this.toWest.cut();
	}

	/** Lets the regions find each other again, about a second later. */
	public void mend() {
		this.toEast.mend();
		this.toWest.mend();
	}

	@Override
	public void close() {
		this.east.close();
		this.west.close();
		this.toEast.close();
		this.toWest.close();
	}

}
