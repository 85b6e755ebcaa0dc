package dev.perigee.gateway.bus;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The subjects of the bus. Text of users never becomes part of one: a room is named by a
 * hash.
 */
public final class Subjects {

	/** Where nodes announce themselves. */
	public static final String REGIONS = "rt.regions";

	/** What all nodes are asked or told, of every region. */
	public static final String PRESENCE_OF_ALL = "rt.presence.*";

	private static final int SHARDS = 64;

	/** 16 of 32 bytes: no two rooms of this world collide. */
	private static final int ROOM_HASH_BYTES = 16;

	private Subjects() {
	}

	/**
	 * Returns the subject of a room, {@code rt.room.<shard>.<room>}.
	 * @param room the room's name
	 * @return a subject of characters that need no escaping
	 */
	public static String room(String room) {
		byte[] hash = sha256(room);
		return "rt.room." + (hash[0] & 0xff) % SHARDS + '.' + HexFormat.of().formatHex(hash, 0, ROOM_HASH_BYTES);
	}

	/**
	 * Returns where a region's nodes ask and tell all others.
	 * @param region the asking node's region
	 * @return the subject
	 */
	public static String presence(String region) {
		return "rt.presence." + region;
	}

	/**
	 * Returns where one node alone is asked.
	 * @param node the node that is asked
	 * @return the subject, one of {@link #allTo}
	 */
	public static String node(long node) {
		return nodePrefix(node) + "ask";
	}

	/**
	 * Returns where the answers to a question go.
	 * @param node the asking node
	 * @param request its number of the question
	 * @return the subject, one of {@link #allTo}
	 */
	public static String answer(long node, long request) {
		return nodePrefix(node) + request;
	}

	/**
	 * Returns which question is answered at a subject.
	 * @param answer what {@link #answer} made
	 * @return the asking node's number of the question
	 * @throws NumberFormatException when it is none of these
	 */
	public static long question(String answer) {
		return Long.parseLong(answer, answer.lastIndexOf('.') + 1, answer.length(), 10);
	}

	/**
	 * Returns what a node subscribes to take all that is meant for it alone.
	 * @param node the node
	 * @return a subject with a wildcard
	 */
	public static String allTo(long node) {
		return nodePrefix(node) + '*';
	}

	private static String nodePrefix(long node) {
		return "rt.node." + HexFormat.of().toHexDigits(node) + '.';
	}

	private static byte[] sha256(String room) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(room.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

}
