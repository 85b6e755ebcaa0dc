package dev.perigee.election.memory;

/**
 * Tells networks apart, for what is true of one (which region is near, whether UDP gets
 * through) need not be true of the next. An application that knows better, for example by
 * the name of a wireless network, brings its own.
 */
@FunctionalInterface
public interface NetworkIdentity {

	/**
	 * Returns what identifies the present network. Called on a thread that may block. Two
	 * networks with the same identity are no disaster: what is remembered is confirmed by
	 * a probe before it is relied on.
	 * @return the same text each time on the same network; only a salted hash of it is
	 * ever stored
	 */
	String current();

	/**
	 * The interfaces and the address prefixes that the default routes of IPv4 and IPv6
	 * lead through. Nothing is sent to find them out.
	 * @return an identity that needs nothing but the JDK
	 */
	static NetworkIdentity ofDefaultRoutes() {
		return new DefaultRoutes();
	}

}
