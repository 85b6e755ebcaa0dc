package dev.perigee.gateway.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

import dev.perigee.gateway.auth.RoomGrant;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.StandbyFrames;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * Waits until a client's token is judged, mostly for no time at all. What it says
 * meanwhile is kept in order: a bounded number of small frames that ask for rooms.
 */
final class Verifying implements Phase {

	/** A client asks at most for each of its rooms, and takes one or the other back. */
	private static final int HELD_FRAMES_A_ROOM = 2;

	private final ClientEndpoint endpoint;

	/** Goes on when the token is judged. */
	private final Phase before;

	private final int maxHeld;

	private final Queue<Frame> held = new ArrayDeque<>();

	private final Disposable.Swap verdict = Disposables.swap();

	Verifying(ClientEndpoint endpoint, int maxRooms) {
		this.endpoint = endpoint;
		this.before = endpoint.phase();
		this.maxHeld = maxRooms * HELD_FRAMES_A_ROOM;
	}

	/**
	 * Enters this phase until there is a verdict, which is taken back in the phase
	 * before.
	 * @param token terminates on any thread
	 */
	void await(Mono<RoomGrant> token, Consumer<RoomGrant> onGranted, Consumer<Throwable> onFailure) {
		this.endpoint.transitionTo(this);
		this.verdict.update(token.subscribe((grant) -> goOn(() -> onGranted.accept(grant)),
				(failure) -> goOn(() -> onFailure.accept(failure))));
	}

	@Override
	public void onFrame(Frame frame, Way way) {
		boolean small = frame instanceof ControlFrames.Join || frame instanceof ControlFrames.Leave
				|| frame instanceof StandbyFrames.Activate;
		if (way == Way.DATAGRAM || !small) {
			this.endpoint.refuseAndClose(CloseCode.UNEXPECTED_FRAME,
					frame.type() + ": the token has not been judged yet");
		}
		else if (this.held.size() >= this.maxHeld) {
			this.endpoint.refuseAndClose(CloseCode.RATE_LIMITED, frame.type() + ": too many before WELCOME");
		}
		else {
			this.held.add(frame);
		}
	}

	@Override
	public void onClosed(boolean normal) {
		this.verdict.dispose();
		this.before.onClosed(normal);
	}

	@Override
	public boolean endsBySilence() {
		return true;
	}

	private void goOn(Runnable consequences) {
		this.endpoint.inEventLoop(() -> {
			if (this.endpoint.phase() == this) {
				this.endpoint.transitionTo(this.before);
				consequences.run();
				this.held.forEach((frame) -> this.endpoint.phase().onFrame(frame, Way.STREAM));
			}
		});
	}

}
