package dev.perigee.gateway.session;

import java.util.List;
import java.util.Set;

import dev.perigee.gateway.auth.RoomRight;
import dev.perigee.gateway.room.EncodedFrame;
import dev.perigee.gateway.room.Room;
import dev.perigee.gateway.room.Subscriber;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.SessionId;
import io.netty.util.concurrent.EventExecutor;

/**
 * A session's place in one room, with the rights that its token gave it there when it
 * joined. Who may not subscribe hears nothing and sees nobody but itself.
 */
final class Seat implements Subscriber {

	private final AttachedSession session;

	private final Room room;

	private final Set<RoomRight> rights;

	Seat(AttachedSession session, Room room, Set<RoomRight> rights) {
		this.session = session;
		this.room = room;
		this.rights = rights;
	}

	Room room() {
		return this.room;
	}

	boolean may(RoomRight right) {
		return this.rights.contains(right);
	}

	/**
	 * Takes the seat.
	 * @return the answer to the client
	 * @throws RuntimeException when peers can't be told; {@link #leave} undoes it
	 */
	List<Frame> enter(Member member, ControlFrames.Join join) {
		return visible(this.room.enter(this, member, join));
	}

	/** Returns the answer to a client that asks for the room again. */
	List<Frame> joined() {
		return visible(this.room.joined(session()));
	}

	void leave(boolean resumable) {
		this.room.leave(this, resumable);
	}

	private List<Frame> visible(List<Frame> answer) {
		if (may(RoomRight.SUBSCRIBE)) {
			return answer;
		}
		ControlFrames.Joined joined = (ControlFrames.Joined) answer.get(0);
		return List.of(new ControlFrames.Joined(joined.room(), joined.handle(), List.of(this.session.member()),
				joined.positions().stream().filter((position) -> position.session().equals(session())).toList(),
				joined.received()));
	}

	@Override
	public SessionId session() {
		return this.session.session();
	}

	@Override
	public EventExecutor eventLoop() {
		return this.session.eventLoop();
	}

	@Override
	public void deliver(EncodedFrame frame) {
		if (may(RoomRight.SUBSCRIBE)) {
			this.session.send(frame);
		}
	}

	@Override
	public void heldElsewhere() {
		this.session.heldElsewhere();
	}

	@Override
	public void acknowledged(int room, long sequence) {
		this.session.acknowledged(room, sequence);
	}

}
