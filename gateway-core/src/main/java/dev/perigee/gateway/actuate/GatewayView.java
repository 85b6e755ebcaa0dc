package dev.perigee.gateway.actuate;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.perigee.gateway.cluster.SeenNode;
import dev.perigee.gateway.room.RoomView;
import dev.perigee.gateway.session.SessionView;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.RegionInfo;
import dev.perigee.protocol.EchoFlag;

/**
 * What {@code /actuator/gateway} shows: what is wrong first. Neither users nor names of
 * rooms; a bounded number of everything.
 *
 * @param problems what is wrong, the worst first; empty when nothing is
 * @param node this node
 * @param sessions who is here
 * @param memory what is kept for them
 * @param rooms what they are in
 * @param drain how far a drain is
 * @param refusals refusals sent in the last minutes, by code, without those that were not
 * @param closes connections closed by this node in the last minutes, likewise
 * @param regions the regions known to be alive
 * @param nodes the nodes known to be alive, this one first
 */
public record GatewayView(List<String> problems, Node node, Sessions sessions, Memory memory, Rooms rooms,
		DrainEndpoint.Status drain, Map<CloseCode, Long> refusals, Map<CloseCode, Long> closes,
		List<RegionInfo> regions, List<SeenNode> nodes) {

	GatewayView withProblems(List<String> found) {
		return new GatewayView(found, this.node, this.sessions, this.memory, this.rooms, this.drain, this.refusals,
				this.closes, this.regions, this.nodes);
	}

	/**
	 * This node.
	 *
	 * @param region its region
	 * @param name its name
	 * @param flags what its echoes say
	 * @param load 0 to 255
	 * @param natsConnected whether it is connected to NATS and may do there what it needs
	 */
	public record Node(String region, String name, Set<EchoFlag> flags, int load, boolean natsConnected) {

	}

	/**
	 * Who is here.
	 *
	 * @param connections open connections
	 * @param attached attached sessions
	 * @param max {@code gateway.limits.max-sessions}
	 * @param standbys connections that stand by
	 * @param slow connections for which frames wait
	 * @param slowest those of them with the fullest queues
	 */
	public record Sessions(int connections, int attached, int max, int standbys, int slow,
			List<SessionView.Slow> slowest) {

	}

	/**
	 * What is kept, in bytes.
	 *
	 * @param max {@code gateway.memory.max}
	 * @param usedPercent what part of it is used
	 * @param frames what queues and rings hold
	 * @param bookkeeping what finding it takes
	 * @param direct what Netty holds
	 * @param waiting what waits for slow clients, each frame once for each of them
	 */
	public record Memory(long max, int usedPercent, long frames, long bookkeeping, long direct, long waiting) {

	}

	/**
	 * What sessions are in.
	 *
	 * @param count rooms held, lingering ones included
	 * @param largest those with the most connections
	 */
	public record Rooms(int count, List<RoomView> largest) {

	}

}
