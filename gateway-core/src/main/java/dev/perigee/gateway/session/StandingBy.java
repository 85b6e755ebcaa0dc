package dev.perigee.gateway.session;

import dev.perigee.gateway.metrics.Limit;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.StandbyFrames;

/**
 * A warm standby: who it is has been checked and its rooms are ready, but the session is
 * held by another connection, perhaps of another node. Peers don't see it.
 */
final class StandingBy implements Phase {

	private final ClientEndpoint endpoint;

	private final SessionEnvironment environment;

	private final Admission admission;

	private final WarmRooms rooms;

	/** Renewed by each STANDBY. */
	private Admission.Identity identity;

	StandingBy(ClientEndpoint endpoint, SessionEnvironment environment, Admission admission,
			Admission.Identity identity) {
		this.endpoint = endpoint;
		this.environment = environment;
		this.admission = admission;
		this.rooms = new WarmRooms(environment.rooms());
		this.identity = identity;
	}

	@Override
	public void onFrame(Frame frame, Way way) {
		if (way == Way.STREAM && frame instanceof StandbyFrames.Standby standby) {
			this.admission.identify(standby, this::renew);
		}
		else if (way == Way.STREAM && frame instanceof StandbyFrames.Activate activate) {
			onActivate(activate);
		}
		else if (way == Way.STREAM && frame instanceof ControlFrames.Join join) {
			onJoin(join.room());
		}
		else if (way == Way.STREAM && frame instanceof ControlFrames.Leave leave) {
			this.rooms.leave(leave.room());
		}
		else {
			this.endpoint.refuseAndClose(CloseCode.UNEXPECTED_FRAME,
					frame.type() + ": a connection that stands by is not attached");
		}
	}

	@Override
	public void onClosed(boolean normal) {
		this.environment.sessions().standsByNoMore(this.endpoint);
		this.rooms.close();
	}

	@Override
	public boolean endsBySilence() {
		return true;
	}

	private void renew(Admission.Identity renewed) {
		this.identity = renewed;
		this.admission.welcome(renewed);
	}

	private void onActivate(StandbyFrames.Activate activate) {
		if (this.environment.tokens().isExpired(this.identity.grant())) {
			this.endpoint.refuseAndClose(CloseCode.UNAUTHENTICATED, "ACTIVATE: the token of STANDBY has expired");
			return;
		}
		try {
			this.admission.attach(activate.type(), this.identity, activate.epoch(), this.rooms);
			this.environment.sessions().standsByNoMore(this.endpoint);
		}
		catch (RefusedException ex) {
			if (ex.code() == CloseCode.RATE_LIMITED) {
				// it goes on standing by, and may try again
				this.endpoint.refuse(ex);
			}
			else {
				this.endpoint.refuseAndClose(ex);
			}
		}
	}

	private void onJoin(String room) {
		int maxRooms = this.environment.properties().limits().maxRooms();
		if (this.identity.grant().rights(room).isEmpty()) {
			this.endpoint.refuse(CloseCode.FORBIDDEN, "JOIN: the token does not allow this room", room);
		}
		else if (!this.rooms.contains(room) && this.rooms.size() >= maxRooms) {
			this.environment.metrics().limited(Limit.ROOMS);
			this.endpoint.refuse(CloseCode.LIMIT_EXCEEDED, "JOIN: at most " + maxRooms + " rooms", room);
		}
		else {
			this.rooms.open(room);
		}
	}

}
