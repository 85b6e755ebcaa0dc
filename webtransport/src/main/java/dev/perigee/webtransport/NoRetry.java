package dev.perigee.webtransport;

import java.net.InetSocketAddress;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicTokenHandler;

/**
 * No Retry: every client is served at its first packet, one round trip earlier. Netty's
 * own handler of this kind is not public.
 */
final class NoRetry implements QuicTokenHandler {

	@Override
	public boolean writeToken(ByteBuf out, ByteBuf destinationId, InetSocketAddress address) {
		return false;
	}

	@Override
	public int validateToken(ByteBuf token, InetSocketAddress address) {
		return -1;
	}

	@Override
	public TokenValidationResult validateToken(ByteBuf token, InetSocketAddress address, ByteBuf destinationId) {
		// a client may present a token of an earlier configuration: as if there was none
		return TokenValidationResult.odcidFromDestinationConnectionId();
	}

	@Override
	public int maxTokenLength() {
		return 0;
	}

}
