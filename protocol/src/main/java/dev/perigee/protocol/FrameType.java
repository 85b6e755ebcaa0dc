package dev.perigee.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The first byte of a frame.
 */
public enum FrameType {

	PROBE(0x01), ECHO(0x02), PUBLISH(0x03), DELIVER(0x04), ACK(0x05),

	HELLO(0x10, ControlFrames.Hello.class), WELCOME(0x11, ControlFrames.Welcome.class),
	JOIN(0x12, ControlFrames.Join.class), JOINED(0x13, ControlFrames.Joined.class),
	LEAVE(0x14, ControlFrames.Leave.class), MEMBER_JOINED(0x15, ControlFrames.MemberJoined.class),
	MEMBER_LEFT(0x16, ControlFrames.MemberLeft.class), REPLAY(0x17, ControlFrames.Replay.class),
	GAP(0x18, ControlFrames.Gap.class), REPORT(0x19, ReportFrames.Report.class),
	GOAWAY(0x1a, ControlFrames.GoAway.class), REFUSED(0x1b, ControlFrames.Refused.class),
	STANDBY(0x1c, StandbyFrames.Standby.class), ACTIVATE(0x1d, StandbyFrames.Activate.class),
	RENEW(0x1e, TokenFrames.Renew.class), RENEWED(0x1f, TokenFrames.Renewed.class),
	MEMBER_CHANGED(0x20, UpdateFrames.MemberChanged.class), REGIONS(0x21, UpdateFrames.Regions.class);

	private static final @Nullable FrameType[] BY_CODE = new @Nullable FrameType[256];

	static {
		for (FrameType type : values()) {
			BY_CODE[type.code] = type;
		}
	}

	private final int code;

	private final @Nullable Class<? extends Frame.Control> body;

	FrameType(int code) {
		this(code, null);
	}

	FrameType(int code, @Nullable Class<? extends Frame.Control> body) {
		this.code = code;
		this.body = body;
	}

	/**
	 * Returns the byte on the wire.
	 * @return 0 to 255
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Returns the record that the JSON body is read into.
	 * @return the record, or {@code null} for a frame with a binary layout
	 */
	@Nullable Class<? extends Frame.Control> body() {
		return this.body;
	}

	/**
	 * Finds the type of a byte.
	 * @param code 0 to 255
	 * @return the type, or {@code null} when this version has none
	 */
	public static @Nullable FrameType of(int code) {
		return BY_CODE[code & 0xff];
	}

}
