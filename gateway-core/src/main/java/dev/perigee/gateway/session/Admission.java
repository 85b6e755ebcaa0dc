package dev.perigee.gateway.session;

import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.auth.InvalidTokenException;
import dev.perigee.gateway.auth.KeysUnavailableException;
import dev.perigee.gateway.auth.RoomGrant;
import dev.perigee.gateway.memory.MemoryUse.Step;
import dev.perigee.gateway.metrics.Limit;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.FrameType;
import dev.perigee.protocol.SessionId;
import dev.perigee.protocol.StandbyFrames;
import org.jspecify.annotations.Nullable;

/**
 * A connection's way in: what HELLO, STANDBY and ACTIVATE have in common. Confined to the
 * connection's event loop.
 */
final class Admission {

	private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private final ClientEndpoint endpoint;

	private final SessionEnvironment environment;

	Admission(ClientEndpoint endpoint, SessionEnvironment environment) {
		this.endpoint = endpoint;
		this.environment = environment;
	}

	/**
	 * Checks who says HELLO, and refuses and closes if that or the rest goes wrong.
	 * @param then what follows, unless it is refused
	 */
	void identify(ControlFrames.Hello hello, Consequence then) {
		identify(new Claim(hello.type(), hello.version(), hello.token(), hello.resumeToken()), then);
	}

	/**
	 * Checks who says STANDBY, and refuses and closes if that or the rest goes wrong.
	 * @param then what follows, unless it is refused
	 */
	void identify(StandbyFrames.Standby standby, Consequence then) {
		identify(new Claim(standby.type(), standby.version(), standby.token(), standby.resumeToken()), then);
	}

	private void identify(Claim claim, Consequence then) {
		if (claim.version() != ControlFrames.VERSION) {
			this.endpoint.refuseAndClose(CloseCode.UNSUPPORTED_VERSION,
					claim.type() + ": version " + ControlFrames.VERSION + " expected, was " + claim.version());
			return;
		}
		new Verifying(this.endpoint, this.environment.properties().limits().maxRooms()).await(
				this.environment.tokens().verify(claim.token()), (grant) -> goOn(claim, grant, then),
				(failure) -> this.endpoint.refuseAndClose(refusal(claim.type(), failure)));
	}

	/**
	 * Says what a token that was not verified means for the client.
	 * @param type the frame that it came with
	 */
	static RefusedException refusal(FrameType type, Throwable failure) {
		if (failure instanceof KeysUnavailableException unavailable) {
			return new RefusedException(CloseCode.UNAVAILABLE, type + ": " + unavailable.getMessage(),
					unavailable.retryAfter().toMillis());
		}
		return new RefusedException(CloseCode.UNAUTHENTICATED, type + ": " + failure.getMessage());
	}

	private void goOn(Claim claim, RoomGrant grant, Consequence then) {
		try {
			Identity identity = resume(claim, grant);
			if (!this.endpoint.belongsTo(grant.user())) {
				this.environment.metrics().limited(Limit.USER);
				throw new RefusedException(CloseCode.TOO_MANY_CONNECTIONS,
						claim.type() + ": the user has too many connections here");
			}
			this.endpoint.authenticated();
			then.take(identity);
		}
		catch (RefusedException ex) {
			this.endpoint.refuseAndClose(ex);
		}
	}

	private Identity resume(Claim claim, RoomGrant grant) throws RefusedException {
		String resumeToken = claim.resumeToken();
		if (resumeToken == null) {
			return new Identity(SessionId.random(this.environment.random()), grant, false);
		}
		try {
			return new Identity(this.environment.entry().resumeTokens().verify(resumeToken, grant.user()), grant, true);
		}
		catch (InvalidTokenException ex) {
			throw new RefusedException(CloseCode.RESUME_REFUSED, claim.type() + ": " + ex.getMessage());
		}
	}

	/**
	 * Gives the session to this connection, and welcomes it.
	 * @param warm the rooms that are ready for it
	 * @throws RefusedException when another connection keeps it, or too many come at once
	 */
	void attach(FrameType type, Identity identity, long epoch, WarmRooms warm) throws RefusedException {
		EntryRules entry = this.environment.entry();
		if (type == FrameType.ACTIVATE) {
			take(entry.activates(), Limit.ACTIVATES, type + ": more a second than limits.activatesPerSecond", identity);
		}
		else {
			take(entry.attaches(), Limit.ATTACHES, type + ": more a second than limits.attachesPerSecond", identity);
		}
		AttachedSession session = new AttachedSession(this.endpoint, this.environment, identity, epoch, warm);
		CloseCode refusal = this.environment.sessions().attach(session, identity.resumed());
		if (refusal != null) {
			throw new RefusedException(refusal, type + text(refusal));
		}
		this.endpoint.transitionTo(session);
		welcome(identity);
		if (identity.resumed()) {
			session.announce();
		}
	}

	private void take(AttachRate rate, Limit limit, String refusal, Identity identity) throws RefusedException {
		long delayNanos = rate.delayNanos(identity.resumed(), this.environment.nanoClock().getAsLong());
		if (delayNanos > 0) {
			this.environment.metrics().limited(limit);
			throw new RefusedException(CloseCode.RATE_LIMITED, refusal, 1 + delayNanos / NANOS_PER_MILLI);
		}
	}

	/**
	 * Lets the connection stand by, and welcomes it.
	 * @throws RefusedException when nobody may come in
	 */
	void standBy(Identity identity) throws RefusedException {
		CloseCode refusal = this.environment.sessions().standBy(this.endpoint);
		if (refusal != null) {
			throw new RefusedException(refusal, FrameType.STANDBY + text(refusal));
		}
		welcome(identity);
	}

	private String text(CloseCode refusal) {
		return switch (refusal) {
			case DRAINING -> ": this gateway is leaving";
			case OVERLOADED -> {
				this.environment.metrics().shed(Step.ATTACHES, 1);
				yield ": this gateway has no place for more";
			}
			default -> ": a connection with a higher epoch is attached";
		};
	}

	/** Tells the client what it may do here. */
	void welcome(Identity identity) {
		var self = this.environment.cluster().self();
		RoomGrant grant = identity.grant();
		this.endpoint.send(new ControlFrames.Welcome(ControlFrames.VERSION, identity.session(),
				this.environment.entry().resumeTokens().sign(identity.session(), grant.user()), identity.resumed(),
				self.region(), self.name(), this.environment.properties().limits().toWire(),
				List.copyOf(this.environment.cluster().regions()), this.environment.tokens().validMillis(grant)));
	}

	/**
	 * What follows when a client is who it says.
	 */
	@FunctionalInterface
	interface Consequence {

		void take(Identity identity) throws RefusedException;

	}

	/**
	 * Who a client says it is.
	 *
	 * @param resumeToken the session that it goes on with; a new one when missing
	 */
	private record Claim(FrameType type, int version, String token, @Nullable String resumeToken) {

	}

	/**
	 * Who a client is.
	 *
	 * @param session its session
	 * @param grant what its token allows
	 * @param resumed whether the session was attached before
	 */
	record Identity(SessionId session, RoomGrant grant, boolean resumed) {

	}

}
