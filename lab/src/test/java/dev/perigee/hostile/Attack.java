package dev.perigee.hostile;

import java.util.List;

import dev.perigee.protocol.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * What one connection sends, and what it must get for it.
 *
 * @param kind what is wrong
 * @param seed makes the same attack again
 * @param token with which to say HELLO first; none to begin as an unknown
 * @param messages what is sent after that, each one case
 * @param way how it is sent
 * @param refusals codes of the REFUSED frames, or resets of streams, that must come, in
 * order; empty for any if the connection must end
 * @param close the code that must end the connection; none if it must stay open
 */
record Attack(String kind, long seed, @Nullable String token, List<byte[]> messages, Way way, List<CloseCode> refusals,
		@Nullable CloseCode close) {

	/** How many cases of bad input it is. */
	int cases() {
		return this.messages.size();
	}

	@Override
	public String toString() {
		return this.kind + " (seed " + this.seed + ')';
	}

	/** How messages are sent. */
	enum Way {

		/** As WebSocket messages, or on the session stream. */
		RELIABLE,

		/** On the session stream, which then ends; WebTransport only. */
		RELIABLE_THEN_END,

		/** As a WebSocket message of text. */
		TEXT,

		/** As datagrams, again and again until there is an answer; WebTransport only. */
		DATAGRAM,

		/** On a unidirectional stream each, which then ends; WebTransport only. */
		MESSAGE_STREAM,

		/** On a unidirectional stream each, which does not end; WebTransport only. */
		UNFINISHED_STREAM,

		/**
		 * On a bidirectional stream each, beside that of the session; WebTransport only.
		 */
		ANOTHER_STREAM;

		/** Whether the gateway must know the session stream before. */
		boolean isBesideTheSessionStream() {
			return this == DATAGRAM || this == MESSAGE_STREAM || this == UNFINISHED_STREAM || this == ANOTHER_STREAM;
		}

	}

}
