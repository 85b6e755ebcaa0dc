package dev.perigee.bench.start;

import java.util.List;

import dev.perigee.election.ElectionClientBuilder;
import dev.perigee.lab.LabClient;
import dev.perigee.protocol.Transport;

/**
 * What a client may choose from.
 */
enum Setting {

	/** The nearest gateway, over WebSocket. */
	WEBSOCKET_ALONE("websocket alone", false) {
		@Override
		void configure(ElectionClientBuilder builder, LabClient user, List<String> regions) {
			builder.region(regions.get(0), user.endpoint(regions.get(0), Transport.WEBSOCKET));
		}
	},

	/** The nearest gateway, over WebTransport. */
	WEBTRANSPORT_ALONE("webtransport alone", false) {
		@Override
		void configure(ElectionClientBuilder builder, LabClient user, List<String> regions) {
			builder.region(regions.get(0), user.endpoint(regions.get(0), Transport.WEBTRANSPORT));
		}
	},

	/** All regions over both transports. */
	ALL("all candidates", false) {
		@Override
		void configure(ElectionClientBuilder builder, LabClient user, List<String> regions) {
			regions.forEach((region) -> builder.region(region, user.endpoints(region)));
		}
	},

	/** All regions, WebTransport not configured. */
	WEBSOCKET_ONLY("websocket only", false) {
		@Override
		void configure(ElectionClientBuilder builder, LabClient user, List<String> regions) {
			regions.forEach((region) -> builder.region(region, user.endpoint(region, Transport.WEBSOCKET)));
		}
	},

	/** All regions over both transports, and all UDP is silently dropped. */
	UDP_DROPPED("udp dropped", true) {
		@Override
		void configure(ElectionClientBuilder builder, LabClient user, List<String> regions) {
			ALL.configure(builder, user, regions);
		}
	};

	private final String id;

	private final boolean udpDropped;

	Setting(String id, boolean udpDropped) {
		this.id = id;
		this.udpDropped = udpDropped;
	}

	/**
	 * Adds the candidates.
	 * @param builder a client without regions
	 * @param user whose links lead to the gateways
	 * @param regions the nearest first
	 */
	abstract void configure(ElectionClientBuilder builder, LabClient user, List<String> regions);

	boolean isUdpDropped() {
		return this.udpDropped;
	}

	/** The name in reports. */
	@Override
	public String toString() {
		return this.id;
	}

}
