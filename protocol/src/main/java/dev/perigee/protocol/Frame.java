package dev.perigee.protocol;

import java.util.Set;

import io.netty.buffer.ByteBuf;

/**
 * One frame of the wire. Frames are immutable, but for the payload of {@link Publish} and
 * {@link Deliver}: it is a slice of the buffer that was decoded, valid until the caller
 * releases that buffer ({@link ByteBuf#retain()} it to keep it longer).
 */
public sealed interface Frame {

	/**
	 * Returns the type, the first byte of the frame.
	 * @return the type
	 */
	FrameType type();

	/**
	 * A frame with a body of JSON.
	 */
	sealed interface Control extends Frame permits ControlFrames.Hello, ControlFrames.Welcome, ControlFrames.Join,
			ControlFrames.Joined, ControlFrames.Leave, ControlFrames.MemberJoined, ControlFrames.MemberLeft,
			ControlFrames.Replay, ControlFrames.Gap, ReportFrames.Report, ControlFrames.GoAway, ControlFrames.Refused,
			StandbyFrames.Standby, StandbyFrames.Activate, TokenFrames.Renew, TokenFrames.Renewed,
			UpdateFrames.MemberChanged, UpdateFrames.Regions {

	}

	/**
	 * One RTT measurement; the gateway answers with an {@link Echo} before anything
	 * queued.
	 *
	 * @param sequence the client's number of this probe, unsigned 32 bits
	 * @param clientNanos the client's own clock; the gateway echoes it untouched
	 */
	record Probe(int sequence, long clientNanos) implements Frame {
		@Override
		public FrameType type() {
			return FrameType.PROBE;
		}
	}

	/**
	 * The answer to a {@link Probe}.
	 *
	 * @param sequence the probe's
	 * @param clientNanos the probe's
	 * @param flags what the gateway says of itself
	 * @param load 0 (idle) to 255 (full)
	 * @param holdNanos time between the probe's arrival and the echo's departure,
	 * unsigned 32 bits, saturating
	 */
	record Echo(int sequence, long clientNanos, Set<EchoFlag> flags, int load, int holdNanos) implements Frame {

		public Echo {
			if (load < 0 || load > 255) {
				throw new IllegalArgumentException("load: 0 to 255 expected, was " + load);
			}
		}

		@Override
		public FrameType type() {
			return FrameType.ECHO;
		}
	}

	/**
	 * A message from a client to a room.
	 *
	 * @param room the handle from {@code JOINED}
	 * @param deliveryClass what is promised for it
	 * @param sequence counts this session's messages of this class in this room, from 1;
	 * it survives a change of gateway
	 * @param payload opaque bytes
	 */
	record Publish(int room, DeliveryClass deliveryClass, long sequence, ByteBuf payload) implements Frame {
		@Override
		public FrameType type() {
			return FrameType.PUBLISH;
		}
	}

	/**
	 * A message from a room to a client.
	 *
	 * @param room the handle from {@code JOINED}
	 * @param deliveryClass what is promised for it
	 * @param sender the value of the sender's {@link SessionId}, stamped by the sender's
	 * gateway
	 * @param sequence the sender's
	 * @param payload opaque bytes
	 */
	record Deliver(int room, DeliveryClass deliveryClass, long sender, long sequence,
			ByteBuf payload) implements Frame {
		@Override
		public FrameType type() {
			return FrameType.DELIVER;
		}
	}

	/**
	 * All of the session's reliable messages in a room up to this sequence are safe.
	 *
	 * @param room the handle from {@code JOINED}
	 * @param sequence the highest safe sequence
	 */
	record Ack(int room, long sequence) implements Frame {
		@Override
		public FrameType type() {
			return FrameType.ACK;
		}
	}

}
