package dev.perigee.gateway.bus;

import java.time.Duration;

/**
 * What carries messages between gateways. Safe for use by several threads; nothing but
 * {@link #flush} waits, so that all else may be called from an event loop.
 */
public interface MessageBus {

	/**
	 * Tells whether messages can leave and arrive.
	 * @return {@code false} while this node is alone
	 */
	boolean isConnected();

	/**
	 * Returns how long a body may be. A longer one never leaves.
	 * @return bytes; without a limit while it is not known, as nothing leaves then
	 */
	long maxBodyBytes();

	/**
	 * Sends a body. Lost without notice when the bus is down or overloaded.
	 * @param subject where to
	 * @param body held by reference until it is on its way: never modify it
	 */
	void publish(String subject, byte[] body);

	/**
	 * Sends a question.
	 * @param subject where to
	 * @param replyTo the subject of the answers
	 * @param body as for {@link #publish(String, byte[])}
	 */
	void request(String subject, String replyTo, byte[] body);

	/**
	 * Takes messages of a subject from now on, and again after each reconnect.
	 * @param subject a subject, perhaps with wildcards
	 */
	void subscribe(String subject);

	/**
	 * Takes no more messages of a subject.
	 * @param subject the same as for {@link #subscribe}
	 */
	void unsubscribe(String subject);

	/**
	 * Waits until the server has everything that was published before.
	 * @param timeout how long
	 * @return whether it has
	 */
	boolean flush(Duration timeout);

	/**
	 * Sets who takes the messages; once, before the bus starts.
	 * @param listener the receiver
	 */
	void listen(Listener listener);

	/**
	 * Takes what arrives, on one thread of the bus, in the order of arrival.
	 */
	interface Listener {

		/**
		 * Takes a message.
		 * @param message what has arrived
		 */
		void onMessage(Message message);

		/**
		 * Says that the bus has connected, for the first time or again.
		 */
		void onConnected();

	}

	/**
	 * A message.
	 *
	 * @param subject what it was sent to
	 * @param replyTo where an answer goes; empty when none is expected
	 * @param body belongs to the receiver
	 */
	record Message(String subject, String replyTo, byte[] body) {

	}

}
