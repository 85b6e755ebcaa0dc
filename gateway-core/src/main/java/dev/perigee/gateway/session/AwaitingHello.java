package dev.perigee.gateway.session;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.StandbyFrames;

/**
 * Probe-only: nothing but HELLO or STANDBY leads on.
 */
final class AwaitingHello implements Phase {

	private final ClientEndpoint endpoint;

	private final SessionEnvironment environment;

	private final Admission admission;

	AwaitingHello(ClientEndpoint endpoint, SessionEnvironment environment) {
		this.endpoint = endpoint;
		this.environment = environment;
		this.admission = new Admission(endpoint, environment);
	}

	@Override
	public void onFrame(Frame frame, Way way) {
		if (way == Way.STREAM && frame instanceof ControlFrames.Hello hello) {
			this.admission.identify(hello, (identity) -> this.admission.attach(hello.type(), identity, hello.epoch(),
					new WarmRooms(this.environment.rooms())));
		}
		else if (way == Way.STREAM && frame instanceof StandbyFrames.Standby standby) {
			this.admission.identify(standby, this::standBy);
		}
		else {
			// JOINs may be on their way already: they must not be taken for a mistake
			this.endpoint.refuseAndClose(CloseCode.UNEXPECTED_FRAME,
					frame.type() + ": HELLO or STANDBY on the reliable way comes first");
		}
	}

	private void standBy(Admission.Identity identity) throws RefusedException {
		StandingBy next = new StandingBy(this.endpoint, this.environment, this.admission, identity);
		this.admission.standBy(identity);
		this.endpoint.transitionTo(next);
	}

	@Override
	public void onClosed(boolean normal) {
		// no session was attached
	}

	@Override
	public boolean endsBySilence() {
		return true;
	}

}
