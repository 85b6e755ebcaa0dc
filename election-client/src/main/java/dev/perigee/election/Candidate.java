package dev.perigee.election;

import java.net.URI;

import dev.perigee.protocol.Transport;

/**
 * A region's endpoint over one transport: what an election chooses between.
 *
 * @param region the region's name
 * @param transport what carries the frames
 * @param endpoint the URL to dial
 */
public record Candidate(String region, Transport transport, URI endpoint) {

	@Override
	public String toString() {
		return this.region + "/" + this.transport.id();
	}

}
