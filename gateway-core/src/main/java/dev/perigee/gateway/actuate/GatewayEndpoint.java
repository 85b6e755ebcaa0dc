package dev.perigee.gateway.actuate;

import java.util.List;
import java.util.Set;

import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.cluster.NodeAnnouncement;
import dev.perigee.gateway.room.Rooms;
import dev.perigee.gateway.session.NodeStatus;
import dev.perigee.gateway.session.Sessions;
import dev.perigee.protocol.ControlFrames.RegionInfo;
import dev.perigee.protocol.EchoFlag;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Actuator endpoint {@code gateway}: this node and the world as it sees it. Numbers only:
 * neither users nor rooms.
 */
@Endpoint(id = "gateway")
public final class GatewayEndpoint {

	private final Cluster cluster;

	private final Sessions sessions;

	private final Rooms rooms;

	private final NodeStatus status;

	GatewayEndpoint(Cluster cluster, Sessions sessions, Rooms rooms, NodeStatus status) {
		this.cluster = cluster;
		this.sessions = sessions;
		this.rooms = rooms;
		this.status = status;
	}

	/**
	 * Describes this node.
	 * @return numbers of the moment
	 */
	@ReadOperation
	public Overview overview() {
		return new Overview(this.cluster.self().region(), this.cluster.self().name(), this.status.flags(),
				this.status.load(), this.sessions.connections(), this.sessions.size(), this.sessions.standbys(),
				this.rooms.size(), this.cluster.regions(), this.cluster.nodes());
	}

	/**
	 * What the endpoint shows.
	 *
	 * @param region this node's region
	 * @param node this node's name
	 * @param flags what echoes say
	 * @param load 0 to 255
	 * @param connections open connections
	 * @param sessions attached sessions
	 * @param standbys connections that stand by
	 * @param rooms rooms held
	 * @param regions the regions known to be alive
	 * @param nodes the nodes known to be alive, this one first
	 */
	public record Overview(String region, String node, Set<EchoFlag> flags, int load, int connections, int sessions,
			int standbys, int rooms, List<RegionInfo> regions, List<NodeAnnouncement> nodes) {

	}

}
