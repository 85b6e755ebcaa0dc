package dev.perigee.webtransport;

import java.net.InetSocketAddress;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicTokenHandler;

/**
 * Asks for admission where Netty asks for tokens: at each Initial packet that belongs to
 * no connection. Thread-safe.
 */
final class AdmissionTokens implements QuicTokenHandler {

	private final RetryTokens tokens;

	private final boolean alwaysProven;

	private final WebTransportAdmission admission;

	/**
	 * @param tokens the proof of an address
	 * @param alwaysProven whether to ask everybody for it
	 * @param admission decides
	 */
	AdmissionTokens(RetryTokens tokens, boolean alwaysProven, WebTransportAdmission admission) {
		this.tokens = tokens;
		this.alwaysProven = alwaysProven;
		this.admission = admission;
	}

	@Override
	public boolean writeToken(ByteBuf out, ByteBuf destinationId, InetSocketAddress address) {
		return !admitsUnproven(address) && this.tokens.writeToken(out, destinationId, address);
	}

	@Override
	public int validateToken(ByteBuf token, InetSocketAddress address) {
		return this.tokens.validateToken(token, address);
	}

	@Override
	public TokenValidationResult validateToken(ByteBuf token, InetSocketAddress address, ByteBuf destinationId) {
		// of who comes with a token, Netty takes the destination id for one of its own
		if (destinationId.readableBytes() == ConnectionIds.LENGTH) {
			int originalId = validateToken(token, address);
			if (originalId >= 0 && this.admission.admits(address, true)) {
				return TokenValidationResult.odcidFromToken(originalId);
			}
			// a token of an earlier configuration is as good as none
			if (originalId < 0 && admitsUnproven(address)) {
				return TokenValidationResult.odcidFromDestinationConnectionId();
			}
		}
		return TokenValidationResult.invalidToken();
	}

	private boolean admitsUnproven(InetSocketAddress address) {
		return !this.alwaysProven && this.admission.admits(address, false);
	}

	@Override
	public int maxTokenLength() {
		return this.tokens.maxTokenLength();
	}

}
