package dev.perigee.election.transport;

import dev.perigee.protocol.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * How a connection ended.
 *
 * @param code the gateway's close code, or {@code null} when the connection broke without
 * one (or with one that this version does not know)
 * @param reason for a log
 */
public record ConnectionClose(@Nullable CloseCode code, String reason) {

	/**
	 * A connection that ended without a close code.
	 * @param reason for a log
	 * @return the close
	 */
	public static ConnectionClose broken(String reason) {
		return new ConnectionClose(null, reason);
	}

	/**
	 * A connection that the gateway closed.
	 * @param number the code on the wire
	 * @param reason the gateway's words
	 * @return the close
	 */
	public static ConnectionClose byGateway(long number, String reason) {
		CloseCode code = CloseCode.of(number);
		String name = (code != null) ? code.name() : "code " + number;
		return new ConnectionClose(code, reason.isEmpty() ? name : name + ": " + reason);
	}

}
