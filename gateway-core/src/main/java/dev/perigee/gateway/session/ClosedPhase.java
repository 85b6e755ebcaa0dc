package dev.perigee.gateway.session;

import dev.perigee.protocol.Frame;

/**
 * Nothing matters any more.
 */
record ClosedPhase() implements Phase {

	@Override
	public void onFrame(Frame frame, Way way) {
		// what was on its way when the connection closed
	}

	@Override
	public void onClosed(boolean normal) {
		// closed already
	}

}
