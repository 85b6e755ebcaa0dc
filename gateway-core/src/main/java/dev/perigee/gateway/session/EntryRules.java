package dev.perigee.gateway.session;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.auth.ResumeTokens;
import dev.perigee.gateway.auth.TokenVerifier;

/**
 * What decides who comes in.
 *
 * @param tokens verifies room tokens
 * @param resumeTokens signs and verifies resume tokens
 * @param attaches how many sessions may come in a second
 * @param activates how many of those that stand by may come beside them
 * @param origins whose pages may connect
 * @param handshakes who may begin a handshake
 * @param networks how many connections each address, or IPv6 prefix, has
 * @param users how many connections each user has
 */
public record EntryRules(TokenVerifier tokens, ResumeTokens resumeTokens, AttachRate attaches, AttachRate activates,
		AllowedOrigins origins, HandshakeGate handshakes, ConnectionQuota<ByteBuffer> networks,
		ConnectionQuota<String> users) {

	/**
	 * Makes the rules that are configured; nobody has come in yet.
	 * @param properties the limits
	 * @param tokens verifies room tokens
	 * @param resumeTokens signs and verifies resume tokens
	 * @param random chance
	 * @param nowNanos now
	 * @return the rules
	 */
	public static EntryRules of(GatewayProperties properties, TokenVerifier tokens, ResumeTokens resumeTokens,
			RandomGenerator random, long nowNanos) {
		GatewayProperties.ClientLimits limits = properties.limits();
		return new EntryRules(tokens, resumeTokens, new AttachRate(limits.attachesPerSecond(), nowNanos),
				new AttachRate(limits.activatesPerSecond(), nowNanos), new AllowedOrigins(properties.allowedOrigins()),
				new HandshakeGate(limits, random, nowNanos), new ConnectionQuota<>(limits.connectionsPerAddress()),
				new ConnectionQuota<>(limits.connectionsPerUser()));
	}

}
