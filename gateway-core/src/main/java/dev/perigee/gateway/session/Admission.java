package dev.perigee.gateway.session;

import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.perigee.gateway.auth.InvalidTokenException;
import dev.perigee.gateway.auth.RoomGrant;
import dev.perigee.gateway.memory.MemoryUse.Step;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.FrameType;
import dev.perigee.protocol.SessionId;
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
	 * Checks who the client is.
	 * @param type the frame that says so
	 * @param resumeToken the session that it goes on with; a new one when missing
	 * @return the session and what it may do
	 * @throws RefusedException when it may not come in
	 */
	Identity identify(FrameType type, int version, String token, @Nullable String resumeToken) throws RefusedException {
		if (version != ControlFrames.VERSION) {
			throw new RefusedException(CloseCode.UNSUPPORTED_VERSION,
					type + ": version " + ControlFrames.VERSION + " expected, was " + version);
		}
		RoomGrant grant;
		try {
			grant = this.environment.tokens().verify(token);
		}
		catch (InvalidTokenException ex) {
			throw new RefusedException(CloseCode.UNAUTHENTICATED, type + ": " + ex.getMessage());
		}
		if (resumeToken == null) {
			return new Identity(SessionId.random(this.environment.random()), grant, false);
		}
		try {
			return new Identity(this.environment.resumeTokens().verify(resumeToken, grant.user()), grant, true);
		}
		catch (InvalidTokenException ex) {
			throw new RefusedException(CloseCode.RESUME_REFUSED, type + ": " + ex.getMessage());
		}
	}

	/**
	 * Gives the session to this connection, and welcomes it.
	 * @param warm the rooms that are ready for it
	 * @throws RefusedException when another connection keeps it, or too many come at once
	 */
	void attach(FrameType type, Identity identity, long epoch, WarmRooms warm) throws RefusedException {
		long delayNanos = this.environment.attaches()
			.delayNanos(identity.resumed(), this.environment.nanoClock().getAsLong());
		if (delayNanos > 0) {
			throw new RefusedException(CloseCode.RATE_LIMITED, type + ": more a second than limits.attachesPerSecond",
					1 + delayNanos / NANOS_PER_MILLI);
		}
		AttachedSession session = new AttachedSession(this.endpoint, this.environment, identity, epoch, warm);
		CloseCode refusal = this.environment.sessions().attach(session);
		if (refusal != null) {
			throw new RefusedException(refusal, type + text(refusal));
		}
		this.endpoint.transitionTo(session);
		welcome(identity);
		if (identity.resumed()) {
			session.announce();
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
				yield ": this gateway has no memory for more";
			}
			default -> ": a connection with a higher epoch is attached";
		};
	}

	/** Tells the client what it may do here. */
	void welcome(Identity identity) {
		var self = this.environment.cluster().self();
		RoomGrant grant = identity.grant();
		this.endpoint.send(new ControlFrames.Welcome(ControlFrames.VERSION, identity.session(),
				this.environment.resumeTokens().sign(identity.session(), grant.user()), identity.resumed(),
				self.region(), self.name(), this.environment.properties().limits().toWire(),
				List.copyOf(this.environment.cluster().regions()), this.environment.tokens().validMillis(grant)));
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
