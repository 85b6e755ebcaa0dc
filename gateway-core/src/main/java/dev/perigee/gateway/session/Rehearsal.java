package dev.perigee.gateway.session;

import java.util.List;

import dev.perigee.gateway.auth.InvalidTokenException;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameDecoder;
import dev.perigee.protocol.FrameEncoder;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.ProtocolException;
import dev.perigee.protocol.Received;
import dev.perigee.protocol.SessionId;
import dev.perigee.protocol.StandbyFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Uses what a HELLO and a JOIN use, before the first client does. The code of tokens and
 * JSON takes a JVM that has just started some tenths of a second to load, and that client
 * may be in the middle of a failover.
 */
public final class Rehearsal {

	private final SessionEnvironment environment;

	/**
	 * Prepares a rehearsal.
	 * @param environment what connections stand on
	 */
	public Rehearsal(SessionEnvironment environment) {
		this.environment = environment;
	}

	/**
	 * Plays all parts itself. Leaves no trace.
	 */
	public void run() {
		SessionId session = SessionId.random(this.environment.random());
		String token = this.environment.entry().resumeTokens().sign(session, "rehearsal");
		verify(token);
		exchange(new ControlFrames.Hello(ControlFrames.VERSION, token, token, 0, null));
		exchange(new ControlFrames.Welcome(ControlFrames.VERSION, session, token, true, "region", "node",
				this.environment.properties().limits().toWire(), List.of(), 0));
		exchange(new ControlFrames.Join("room"));
		exchange(new ControlFrames.Joined("room", 1, List.of(new ControlFrames.Member(session, "user", "region")),
				List.of(new ControlFrames.Position(session, 1)), new Received(1, 1)));
		exchange(new StandbyFrames.Standby(ControlFrames.VERSION, token, token,
				new ControlFrames.ClientInfo("rehearsal", "1")));
		exchange(new StandbyFrames.Activate(1));
		exchange(new ControlFrames.Replay("room", List.of(new ControlFrames.Position(session, 1))));
	}

	private void verify(String token) {
		try {
			this.environment.entry().resumeTokens().verify(token, "rehearsal");
		}
		catch (InvalidTokenException ex) {
			throw new IllegalStateException("What this node signs it can verify", ex);
		}
		// a room token is signed with another key: to find that out takes the same code
		this.environment.tokens().verify(token).onErrorComplete().subscribe();
	}

	private static void exchange(Frame frame) {
		ByteBuf wire = Unpooled.buffer();
		FrameEncoder.encode(frame, wire);
		try {
			new FrameDecoder(Limits.MAX_FRAME_BYTES).decodeWhole(wire);
		}
		catch (ProtocolException ex) {
			throw new IllegalStateException("What this node encodes it can decode", ex);
		}
	}

}
