package dev.perigee.gateway;

import dev.perigee.protocol.CloseCode;
import io.netty.buffer.ByteBuf;

/**
 * The gateway's side of a {@link ClientConnection}. The transport calls every method on
 * the connection's event loop and keeps the ownership of the buffers it passes: they are
 * valid for the time of the call.
 */
public interface ConnectionHandler {

	/**
	 * Takes a reliable message that holds whole frames only.
	 * @param message one or more frames
	 */
	void onMessage(ByteBuf message);

	/**
	 * Takes the next bytes of a reliable stream of frames. What is not yet a whole frame
	 * is kept, at most one frame's length.
	 * @param bytes cut anywhere
	 */
	void onBytes(ByteBuf bytes);

	/**
	 * Takes whole frames that came without a promise: a datagram, or a stream of its own.
	 * @param datagram one or more frames
	 */
	void onDatagram(ByteBuf datagram);

	/**
	 * Asks whether to keep what has arrived of messages that come without a promise, each
	 * on a stream of its own, and are not whole. What is not to be kept goes nowhere, and
	 * the client is told.
	 * @param bytes of all such messages of the connection
	 * @return {@code false} when that is too much
	 */
	boolean keepsUnfinished(int bytes);

	/**
	 * Says that {@link ClientConnection#isWritable()} has changed.
	 */
	void onWritabilityChanged();

	/**
	 * Says that the client sent what the transport can't hand over: refuses it and
	 * closes.
	 * @param code what is wrong with it
	 * @param text for a person
	 */
	void onUnreadable(CloseCode code, String text);

	/**
	 * Says that the connection is gone. Called exactly once, as the last call.
	 * @param normal whether the client said that it is done, so that its session need not
	 * be kept for a resume
	 */
	void onClosed(boolean normal);

}
