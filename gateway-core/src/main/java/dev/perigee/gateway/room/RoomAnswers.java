package dev.perigee.gateway.room;

import java.util.ArrayList;
import java.util.List;

import dev.perigee.gateway.bus.Envelope;
import dev.perigee.gateway.bus.Subjects;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Answers other nodes' questions about rooms, in parts that any bus carries. A node that
 * does not hold the room answers too: the asking node need not wait for it then.
 */
final class RoomAnswers {

	/** Members or positions in one part. */
	private static final int PART_ENTRIES = 200;

	/** A part is no longer than this, unless one message is. */
	private static final int PART_BYTES = 64 * 1024;

	private final RoomEnvironment environment;

	RoomAnswers(RoomEnvironment environment) {
		this.environment = environment;
	}

	/**
	 * Answers what this node knows of a room. The mark goes first and on the room's own
	 * subject: when it arrives, so does all that this node says there after it, and all
	 * that it said before is in the answer.
	 */
	void answerSync(String name, @Nullable Room room, long asker, String replyTo) {
		long question = Subjects.question(replyTo);
		send(Subjects.room(name), Envelope.write(Envelope.Kind.MARK, this.environment.node(), 2 * Long.BYTES,
				(out) -> out.writeLong(asker).writeLong(question)));
		if (room != null) {
			ControlFrames.Joined state = room.localState();
			int entries = Math.max(state.members().size(), state.positions().size());
			for (int from = 0; from < entries; from += PART_ENTRIES) {
				Frame part = new ControlFrames.Joined(room.name(), room.handle(), part(state.members(), from),
						part(state.positions(), from), null);
				send(replyTo, Envelope.of(Envelope.Kind.ANSWER_PART, this.environment.node(), List.of(part)));
			}
			room.heldBySilent()
				.forEach((silent, members) -> this.environment.cluster()
					.silenceNanos(silent)
					.ifPresent((nanos) -> answerFor(room, silent, nanos, members, replyTo)));
		}
		end(replyTo);
	}

	/** Who comes late is to see the same members as all others. */
	private void answerFor(Room room, long silent, long silenceNanos, List<Member> members, String replyTo) {
		for (int from = 0; from < members.size(); from += PART_ENTRIES) {
			Frame part = new ControlFrames.Joined(room.name(), room.handle(), part(members, from), List.of(), null);
			send(replyTo, Envelope.write(Envelope.Kind.HEARSAY, this.environment.node(), PART_BYTES, (out) -> {
				out.writeLong(silent).writeLong(silenceNanos);
				FrameEncoder.encode(part, out);
			}));
		}
	}

	void answerReplay(@Nullable Room room, List<Position> after, String replyTo) {
		if (room != null) {
			List<EncodedFrame> part = new ArrayList<>();
			int bytes = 0;
			// what the ring has is never cut: the asking node would take that for a gap
			long ringBytes = this.environment.properties().room().replayBytes().toBytes();
			for (EncodedFrame frame : room.replay(after, ringBytes).found()) {
				if (bytes + frame.size() > PART_BYTES) {
					send(replyTo, part, bytes);
					part.clear();
					bytes = 0;
				}
				part.add(frame);
				bytes += frame.size();
			}
			send(replyTo, part, bytes);
		}
		end(replyTo);
	}

	private void send(String replyTo, List<EncodedFrame> frames, int bytes) {
		if (!frames.isEmpty()) {
			send(replyTo, Envelope.write(Envelope.Kind.ANSWER_PART, this.environment.node(), bytes,
					(out) -> frames.forEach((frame) -> frame.writeTo(out))));
		}
	}

	private void end(String replyTo) {
		send(replyTo, Envelope.of(Envelope.Kind.ANSWER_END, this.environment.node(), List.of()));
	}

	private void send(String replyTo, byte[] body) {
		this.environment.bus().publish(replyTo, body);
	}

	private static <T> List<T> part(List<T> all, int from) {
		return (from < all.size()) ? all.subList(from, Math.min(from + PART_ENTRIES, all.size())) : List.of();
	}

}
