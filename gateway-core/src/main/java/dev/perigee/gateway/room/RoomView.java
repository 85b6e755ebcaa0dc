package dev.perigee.gateway.room;

/**
 * A room as operators see it: its name is its users' and is not told.
 *
 * @param hash what stands for the name, in NATS subjects as well
 * @param connections connections of this node that it is delivered to
 * @param sessions sessions that this node holds, those that may come back among them
 * @param members sessions of all nodes
 * @param senders those whose sequences are remembered
 * @param lagging those of whom messages are known to be missing here
 * @param ringBytes what can be replayed
 */
public record RoomView(String hash, int connections, int sessions, int members, int senders, int lagging,
		long ringBytes) {

}
