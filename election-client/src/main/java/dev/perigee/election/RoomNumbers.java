package dev.perigee.election;

/**
 * The last sequences of this session in a room: they go on when it leaves the room and
 * comes back, for receivers remember them.
 *
 * @param reliable the last reliable one, 0 for none
 * @param unreliable the last unreliable one, 0 for none
 */
record RoomNumbers(long reliable, long unreliable) {

	static final RoomNumbers NONE = new RoomNumbers(0, 0);

}
