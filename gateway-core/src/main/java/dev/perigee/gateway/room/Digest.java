package dev.perigee.gateway.room;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import dev.perigee.gateway.bus.Envelope;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.ProtocolException;
import dev.perigee.protocol.SessionId;
import io.netty.buffer.ByteBuf;

/**
 * What a node holds of a room, in few bytes, so that others notice what they have missed:
 * a last message that was lost shows no gap, and a member event that was lost shows
 * nothing at all. On the bus: hash (8 bytes), then session and sequence (8 bytes each) of
 * every sender.
 *
 * @param members a hash of the sessions that the node holds
 * @param positions how far the senders are that the node holds and heard of late
 */
record Digest(long members, List<Position> positions) {

	/** The senders of one digest: more of them take several. */
	static final int MAX_POSITIONS = 1000;

	private static final int POSITION_BYTES = 2 * Long.BYTES;

	/** Cuts what a node holds into digests. */
	static List<Digest> of(Collection<Member> members, List<Position> positions) {
		long hash = hash(members);
		List<Digest> digests = new ArrayList<>();
		for (int from = 0; from == 0 || from < positions.size(); from += MAX_POSITIONS) {
			digests.add(new Digest(hash, positions.subList(from, Math.min(from + MAX_POSITIONS, positions.size()))));
		}
		return digests;
	}

	/** The same for the same sessions in any order: a sum of well mixed bits. */
	static long hash(Collection<Member> members) {
		long hash = 0;
		for (Member member : members) {
			long mixed = member.session().value();
			// the finalizer of MurmurHash3
			mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
			mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
			hash += mixed ^ (mixed >>> 33);
		}
		return hash;
	}

	byte[] toEnvelope(long node) {
		return Envelope.write(Envelope.Kind.DIGEST, node, Long.BYTES + this.positions.size() * POSITION_BYTES,
				(out) -> {
					out.writeLong(this.members);
					this.positions.forEach(
							(position) -> out.writeLong(position.session().value()).writeLong(position.sequence()));
				});
	}

	static Digest read(ByteBuf body) throws ProtocolException {
		if (body.readableBytes() % POSITION_BYTES != Long.BYTES
				|| body.readableBytes() > Long.BYTES + MAX_POSITIONS * POSITION_BYTES) {
			throw new ProtocolException(CloseCode.PROTOCOL_ERROR, "DIGEST: " + body.readableBytes() + " bytes");
		}
		long members = body.readLong();
		List<Position> positions = new ArrayList<>();
		while (body.isReadable()) {
			positions.add(new Position(new SessionId(body.readLong()), body.readLong()));
		}
		return new Digest(members, positions);
	}

}
