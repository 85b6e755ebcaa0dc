package dev.perigee.election;

import java.nio.charset.StandardCharsets;

import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.SessionId;

/**
 * A message from a room.
 *
 * @param room the room's name
 * @param sender the sending session, as stamped by its gateway
 * @param deliveryClass what was promised for it
 * @param sequence counts the sender's messages of this class in this room, from 1
 * @param payload the message; the receivers share it and must not change it
 */
public record RoomMessage(String room, SessionId sender, DeliveryClass deliveryClass, long sequence, byte[] payload) {

	/**
	 * Reads the payload as text.
	 * @return UTF-8
	 */
	public String text() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

}
