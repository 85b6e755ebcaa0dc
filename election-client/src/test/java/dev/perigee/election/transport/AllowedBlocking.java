package dev.perigee.election.transport;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * What may block an event loop: the system's random generator, which is a file for the
 * JDK and never waits; and class loading by the TLS of the JDK.
 */
public final class AllowedBlocking implements BlockHoundIntegration {

	@Override
	public void applyTo(BlockHound.Builder builder) {
		builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes");
		builder.allowBlockingCallsInside("sun.security.ssl.X509TrustManagerImpl", "checkServerTrusted");
		builder.allowBlockingCallsInside("java.lang.ClassLoader", "loadClass");
	}

}
