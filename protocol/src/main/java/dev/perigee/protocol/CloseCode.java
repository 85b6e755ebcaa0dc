package dev.perigee.protocol;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused or a connection closed. The number is the WebSocket close
 * code, the WebTransport session close code and the {@code code} of a {@code REFUSED}
 * frame alike; {@code protocol/README.md} says what each asks of a client.
 */
public enum CloseCode {

	/** The peer is done. */
	NORMAL(1000, Advice.GIVE_UP),

	/** A frame breaks its layout, its JSON or a rule of its fields. */
	PROTOCOL_ERROR(4000, Advice.GIVE_UP),

	/** The token is missing, expired or does not verify. */
	UNAUTHENTICATED(4001, Advice.REFRESH_TOKEN),

	/** The session's token has expired meanwhile; renew it to join more rooms. */
	TOKEN_EXPIRED(4002, Advice.REFRESH_TOKEN),

	/** The token is good but does not allow this. */
	FORBIDDEN(4003, Advice.GIVE_UP),

	/** A frame names a room handle that this connection has not joined. */
	NOT_JOINED(4004, Advice.RETRY_HERE),

	/** The first byte of a frame is no type of this version; the frame was skipped. */
	UNKNOWN_FRAME_TYPE(4005, Advice.GIVE_UP),

	/** The {@code HELLO} asks for a protocol version that the gateway does not speak. */
	UNSUPPORTED_VERSION(4006, Advice.GIVE_UP),

	/** A frame that this side may not send, or may not send yet. */
	UNEXPECTED_FRAME(4007, Advice.GIVE_UP),

	/** Neither a {@code HELLO} nor a probe came in time. */
	HELLO_TIMEOUT(4008, Advice.RETRY_HERE),

	/** The session was attached elsewhere with a newer epoch. */
	SUPERSEDED(4009, Advice.GIVE_UP),

	/** The resume token does not verify; say {@code HELLO} without it. */
	RESUME_REFUSED(4011, Advice.RETRY_HERE),

	/** A frame is longer than the announced limit. */
	FRAME_TOO_LARGE(4013, Advice.GIVE_UP),

	/** More of something than the announced limits allow. */
	RATE_LIMITED(4029, Advice.RETRY_HERE),

	/** The session may not hold more of this (rooms, for example). */
	LIMIT_EXCEEDED(4030, Advice.GIVE_UP),

	/** The user, or the network it comes from, has too many connections here. */
	TOO_MANY_CONNECTIONS(4031, Advice.RETRY_ELSEWHERE),

	/** The gateway failed; the fault is not the client's. */
	INTERNAL_ERROR(4050, Advice.RETRY_ELSEWHERE),

	/** The gateway takes no new work and is leaving. */
	DRAINING(4053, Advice.RETRY_ELSEWHERE),

	/** The gateway is full. */
	OVERLOADED(4054, Advice.RETRY_ELSEWHERE),

	/** The gateway can't tell whether the token is good; it may be. */
	UNAVAILABLE(4055, Advice.RETRY_ELSEWHERE),

	/** The client read too slowly for its reliable messages; resume by sequence. */
	SLOW_CONSUMER(4057, Advice.RETRY_HERE);

	private static final Map<Integer, CloseCode> BY_NUMBER = Arrays.stream(values())
		.collect(Collectors.toUnmodifiableMap(CloseCode::number, Function.identity()));

	private final int number;

	private final Advice advice;

	CloseCode(int number, Advice advice) {
		this.number = number;
		this.advice = advice;
	}

	/**
	 * Returns the code on the wire.
	 * @return 1000, or 4000 to 4999
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Returns what a client should do by default.
	 * @return the advice of the specification
	 */
	public Advice advice() {
		return this.advice;
	}

	/**
	 * Finds the code of a number.
	 * @param number a close code from the wire
	 * @return the code, or {@code null} for one that this version does not know
	 */
	public static @Nullable CloseCode of(long number) {
		return (number == (int) number) ? BY_NUMBER.get((int) number) : null;
	}

}
