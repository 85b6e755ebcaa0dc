package dev.perigee.gateway.telemetry;

import java.util.Locale;

/**
 * Something that is bad by the votes of those who use it.
 *
 * @param kind what it is
 * @param subject which: the name of a region, a transport, a network, or
 * {@code region/transport}; {@code everything} for {@link Kind#OWN}
 */
public record Fault(Kind kind, String subject) {

	/** What can be bad. */
	public enum Kind {

		/** A region, over every transport, seen from several networks. */
		REGION,

		/** A transport, to every region, seen from several networks. */
		TRANSPORT,

		/** A region over one transport only, seen from several networks. */
		ENDPOINT,

		/** A network: what its users can't use everybody else can. */
		NETWORK,

		/** Everything, for everybody: it is this gateway's own way out. */
		OWN

	}

	@Override
	public String toString() {
		return this.kind.name().toLowerCase(Locale.ROOT) + " " + this.subject;
	}

}
