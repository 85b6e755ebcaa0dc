package dev.perigee.gateway.session;

import dev.perigee.gateway.bus.Envelope;
import dev.perigee.gateway.bus.MessageBus;
import dev.perigee.gateway.bus.Subjects;
import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.gateway.room.Rooms;
import dev.perigee.protocol.ProtocolException;
import dev.perigee.protocol.SessionId;
import io.netty.buffer.ByteBuf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what other nodes say to whom it concerns. On the bus's thread; what is malformed
 * is counted and dropped, so that one bad node harms none.
 */
public final class BusRouter implements MessageBus.Listener {

	private static final Logger logger = LoggerFactory.getLogger(BusRouter.class);

	private static final int ATTACHED_BYTES = 2 * Long.BYTES;

	private static final int MARK_BYTES = 2 * Long.BYTES;

	private final Cluster cluster;

	private final Rooms rooms;

	private final Sessions sessions;

	private final GatewayMetrics metrics;

	/**
	 * Creates a router.
	 * @param cluster takes announcements and answers
	 * @param rooms take messages, members and questions
	 * @param sessions hear of attaches elsewhere
	 * @param metrics what counts
	 */
	public BusRouter(Cluster cluster, Rooms rooms, Sessions sessions, GatewayMetrics metrics) {
		this.cluster = cluster;
		this.rooms = rooms;
		this.sessions = sessions;
		this.metrics = metrics;
	}

	@Override
	public void onMessage(MessageBus.Message message) {
		try {
			if (message.subject().equals(Subjects.REGIONS)) {
				this.cluster.onAnnouncement(message.body());
			}
			else {
				route(message, Envelope.read(message.body()));
			}
		}
		catch (ProtocolException | RuntimeException ex) {
			this.metrics.busMalformed();
			logger.debug("Dropped a message on {}", message.subject(), ex);
		}
	}

	@Override
	public void onConnected() {
		this.cluster.onConnected();
		this.rooms.onConnected();
	}

	private void route(MessageBus.Message message, Envelope envelope) throws ProtocolException {
		switch (envelope.kind()) {
			case MESSAGE, MEMBER, DIGEST -> this.rooms.onRoomMessage(message, envelope);
			case SYNC_REQUEST, REPLAY_REQUEST -> this.rooms.onQuestion(message, envelope);
			case ANSWER_PART, ANSWER_END -> this.cluster.onAnswer(message.subject(), envelope);
			case HEARSAY -> this.rooms.onHearsay(envelope);
			case MARK -> onMark(envelope);
			case ATTACHED -> onAttached(envelope.body());
		}
	}

	private void onMark(Envelope mark) {
		if (mark.body().readableBytes() == MARK_BYTES) {
			this.cluster.onMark(mark.body().readLong(), mark.body().readLong(), mark.origin());
		}
	}

	private void onAttached(ByteBuf body) {
		if (body.readableBytes() == ATTACHED_BYTES) {
			this.sessions.onAttachedElsewhere(new SessionId(body.readLong()), body.readLong());
		}
	}

}
