package dev.perigee.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a gateway lets a session do, announced in {@code WELCOME}.
 *
 * @param maxFrameBytes the longest frame it reads: type and body, without the length
 * @param maxRooms how many rooms a session may be in
 * @param maxProbesPerSecond how many probes it answers a second
 * @param maxSessions how many sessions a load of 255 stands for; 0 when not said
 * @param attachesPerSecond how many sessions it takes in a second; 0 when not said
 * @param activatesPerSecond how many more sessions that stand by it takes in a second; 0
 * when not said, and then they count with the others
 * @param framesPerSecond how many frames but for probes it takes of a connection in a
 * second, ten times as many at once; 0 when not said
 * @param bytesPerSecond how much it takes of a connection in a second, ten times as much
 * at once; 0 when not said
 */
public record Limits(int maxFrameBytes, int maxRooms, int maxProbesPerSecond, int maxSessions, int attachesPerSecond,
		@JsonInclude(JsonInclude.Include.NON_DEFAULT) int activatesPerSecond,
		@JsonInclude(JsonInclude.Include.NON_DEFAULT) int framesPerSecond,
		@JsonInclude(JsonInclude.Include.NON_DEFAULT) long bytesPerSecond) {

	/** Until {@code WELCOME} says otherwise, both sides read frames up to this size. */
	public static final int DEFAULT_MAX_FRAME_BYTES = 64 * 1024;

	/** No gateway and no client may announce more than this. */
	public static final int MAX_FRAME_BYTES = 1024 * 1024;

	/** The longest name of a room, in bytes of UTF-8. */
	public static final int MAX_ROOM_BYTES = 128;

	/** The longest subject of a token, in bytes of UTF-8. */
	public static final int MAX_USER_BYTES = 256;

	/** The longest token, in bytes. */
	public static final int MAX_TOKEN_BYTES = 8 * 1024;

	/** How deep the JSON of a control frame may nest. */
	public static final int MAX_JSON_DEPTH = 8;

	public Limits {
		if (maxFrameBytes < 1 || maxFrameBytes > MAX_FRAME_BYTES) {
			throw new IllegalArgumentException(
					"maxFrameBytes: 1 to " + MAX_FRAME_BYTES + " expected, was " + maxFrameBytes);
		}
		Fields.notNegative("maxSessions", maxSessions);
		Fields.notNegative("attachesPerSecond", attachesPerSecond);
		Fields.notNegative("activatesPerSecond", activatesPerSecond);
		Fields.notNegative("framesPerSecond", framesPerSecond);
		Fields.notNegative("bytesPerSecond", bytesPerSecond);
	}

	/**
	 * Limits of a gateway that says neither how many of those who stand by it takes, nor
	 * how fast a connection may send.
	 */
	public Limits(int maxFrameBytes, int maxRooms, int maxProbesPerSecond, int maxSessions, int attachesPerSecond) {
		this(maxFrameBytes, maxRooms, maxProbesPerSecond, maxSessions, attachesPerSecond, 0, 0, 0);
	}

}
