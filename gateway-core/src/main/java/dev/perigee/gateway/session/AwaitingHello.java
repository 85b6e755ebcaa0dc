package dev.perigee.gateway.session;

import java.util.List;

import dev.perigee.gateway.auth.InvalidTokenException;
import dev.perigee.gateway.auth.RoomGrant;
import dev.perigee.gateway.bus.Envelope;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.SessionId;

/**
 * Probe-only: nothing but HELLO leads on.
 */
final class AwaitingHello implements Phase {

	private final ClientEndpoint endpoint;

	private final SessionEnvironment environment;

	AwaitingHello(ClientEndpoint endpoint, SessionEnvironment environment) {
		this.endpoint = endpoint;
		this.environment = environment;
	}

	@Override
	public void onFrame(Frame frame, Way way) {
		if (!(frame instanceof ControlFrames.Hello hello) || way == Way.DATAGRAM) {
			this.endpoint.refuseAndClose(CloseCode.UNEXPECTED_FRAME,
					frame.type() + ": HELLO on the reliable way comes first");
		}
		else if (hello.version() != ControlFrames.VERSION) {
			this.endpoint.refuseAndClose(CloseCode.UNSUPPORTED_VERSION,
					"HELLO: version " + ControlFrames.VERSION + " expected, was " + hello.version());
		}
		else {
			authenticate(hello);
		}
	}

	@Override
	public void onClosed(boolean normal) {
		// no session was attached
	}

	private void authenticate(ControlFrames.Hello hello) {
		RoomGrant grant;
		try {
			grant = this.environment.tokens().verify(hello.token());
		}
		catch (InvalidTokenException ex) {
			this.endpoint.refuseAndClose(CloseCode.UNAUTHENTICATED, "HELLO: " + ex.getMessage());
			return;
		}
		try {
			attach(hello, grant);
		}
		catch (InvalidTokenException ex) {
			// JOINs may be on their way already: they must not be taken for a mistake
			this.endpoint.refuseAndClose(CloseCode.RESUME_REFUSED, "HELLO: " + ex.getMessage());
		}
	}

	private void attach(ControlFrames.Hello hello, RoomGrant grant) throws InvalidTokenException {
		String resumeToken = hello.resumeToken();
		boolean resumed = resumeToken != null;
		SessionId id = (resumeToken != null) ? this.environment.resumeTokens().verify(resumeToken, grant.user())
				: SessionId.random(this.environment.random());
		AttachedSession session = new AttachedSession(this.endpoint, this.environment, id, hello.epoch(), grant);
		if (!this.environment.sessions().attach(session)) {
			this.endpoint.refuseAndClose(CloseCode.SUPERSEDED, "HELLO: a connection with a higher epoch is attached");
			return;
		}
		this.endpoint.transitionTo(session);
		this.endpoint.send(welcome(id, grant, resumed));
		if (resumed) {
			this.environment.cluster()
				.tellAll(Envelope.write(Envelope.Kind.ATTACHED, this.environment.cluster().self().id(), 2 * Long.BYTES,
						(out) -> out.writeLong(id.value()).writeLong(hello.epoch())));
		}
	}

	private ControlFrames.Welcome welcome(SessionId id, RoomGrant grant, boolean resumed) {
		var self = this.environment.cluster().self();
		return new ControlFrames.Welcome(ControlFrames.VERSION, id,
				this.environment.resumeTokens().sign(id, grant.user()), resumed, self.region(), self.name(),
				this.environment.properties().limits().toWire(), List.copyOf(this.environment.cluster().regions()), 0);
	}

}
