package dev.perigee.lab.link;

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * Decides where a {@link Passage} leads. Called on the link's event loop: it must not
 * block.
 */
@FunctionalInterface
public interface Route {

	/**
	 * Chooses a target: once for a TCP connection, for each datagram of a UDP client.
	 * @param present where the client was led last; {@code null} when it is new
	 * @return the address on the far side
	 */
	InetSocketAddress next(@Nullable InetSocketAddress present);

}
