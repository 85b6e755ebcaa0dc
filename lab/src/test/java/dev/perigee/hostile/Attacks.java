package dev.perigee.hostile;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.perigee.hostile.Attack.Way;
import dev.perigee.lab.gateway.DevTokens;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameType;
import dev.perigee.protocol.StandbyFrames;
import dev.perigee.protocol.Transport;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Makes attacks out of numbers: the same number, the same attack.
 */
final class Attacks {

	private static final Duration GOOD = Duration.ofHours(1);

	/** Below the number of refusals that a client gets at once. */
	private static final int REFUSALS = 40;

	private static final String[] WILDCARDS = { "*", ">", "rt.>", "rt.room.*.*", "lobby.>", "lobby*", "*.lobby",
			"_INBOX.>", "$SYS.>", "../lobby", "lobby ", " lobby", "LOBBY", "lobby\u200b", "%2a" };

	private static final int[] UNKNOWN_TYPES = IntStream.range(0, 256)
		.filter((code) -> FrameType.of(code) == null)
		.toArray();

	private static final int[] TYPES_OF_GATEWAYS = { 0x02, 0x04, 0x05, 0x11, 0x13, 0x15, 0x16, 0x18, 0x1a, 0x1b };

	private final Transport transport;

	private final DevTokens tokens;

	private final BadTokens badTokens;

	private final String stolenResumeToken;

	private final List<Function<Draw, Attack>> kinds;

	/**
	 * Prepares attacks over one transport.
	 * @param tokens mints good tokens
	 * @param stolenResumeToken another user's
	 */
	Attacks(Transport transport, DevTokens tokens, String stolenResumeToken) {
		this.transport = transport;
		this.tokens = tokens;
		this.badTokens = new BadTokens(tokens);
		this.stolenResumeToken = stolenResumeToken;
		this.kinds = Stream
			.of(times(24, this::mutatedFrame), times(8, this::garbage), times(6, this::jsonBomb),
					times(6, this::badToken), times(4, this::truncated), times(3, this::announcedTooLong),
					times(3, this::tooEarly), times(2, this::unknownVersion), times(2, this::stolenResumeToken),
					times(1, this::empty), times(1, this::unknownTypes), times(1, this::notJoined),
					times(1, this::forbiddenRooms), times(1, this::framesOfGateways), times(1, this::secondHello),
					times(1, this::tooManyRefusals), times(1, this::tooManyProbes), times(1, this::tooManyRooms),
					times(2, (transport == Transport.WEBSOCKET) ? this::ofWebSocket : this::ofWebTransport))
			.flatMap(List::stream)
			.toList();
	}

	private static List<Function<Draw, Attack>> times(int weight, Function<Draw, Attack> kind) {
		return Collections.nCopies(weight, kind);
	}

	/** Makes the attack of a number. */
	Attack of(long seed) {
		// neighbours must not resemble each other
		Random random = new Random(seed * 0x9E3779B97F4A7C15L);
		return this.kinds.get((int) (seed % this.kinds.size())).apply(new Draw(seed, random));
	}

	private Attack mutatedFrame(Draw draw) {
		byte[] frame = Frames.sample(draw.random);
		for (int i = draw.random.nextInt(4); i >= 0; i--) {
			frame[draw.random.nextInt(frame.length)] = (byte) draw.random.nextInt();
		}
		return judged("mutated frame", draw, frame);
	}

	private Attack garbage(Draw draw) {
		byte[] bytes = new byte[1 + draw.random.nextInt(300)];
		draw.random.nextBytes(bytes);
		return judged("garbage", draw, bytes);
	}

	private Attack truncated(Draw draw) {
		byte[] frame = Frames.sample(draw.random);
		return judged("truncated frame", draw, Arrays.copyOf(frame, 1 + draw.random.nextInt(frame.length - 1)));
	}

	/**
	 * On a stream nobody can tell an unfinished frame from a slow one, until it ends; who
	 * ends it need not hear what was refused before.
	 */
	private Attack judged(String kind, Draw draw, byte[] message) {
		Oracle oracle = Oracle.judge(message);
		if (!oracle.incomplete()) {
			return new Attack(kind, draw.seed, null, List.of(message), Way.RELIABLE, oracle.refusals(), oracle.close());
		}
		if (this.transport == Transport.WEBTRANSPORT) {
			return new Attack(kind, draw.seed, null, List.of(message), Way.RELIABLE_THEN_END, List.of(),
					CloseCode.NORMAL);
		}
		List<CloseCode> refusals = Stream.concat(oracle.refusals().stream(), Stream.of(CloseCode.PROTOCOL_ERROR))
			.toList();
		return new Attack(kind, draw.seed, null, List.of(message), Way.RELIABLE, refusals, CloseCode.PROTOCOL_ERROR);
	}

	private Attack announcedTooLong(Draw draw) {
		long excess = 1L << 17 + draw.random.nextInt(44);
		return closing("announced too long", draw, null, CloseCode.FRAME_TOO_LARGE,
				Frames.announced(excess, new byte[draw.random.nextInt(100)]));
	}

	private Attack empty(Draw draw) {
		return closing("length 0", draw, null, CloseCode.PROTOCOL_ERROR, new byte[] { 0 });
	}

	private Attack tooEarly(Draw draw) {
		FrameType type = (draw.random.nextBoolean()) ? FrameType.JOIN : FrameType.LEAVE;
		byte[] frame = switch (draw.random.nextInt(3)) {
			case 0 -> Frames.encode(publish(draw.random.nextInt(100), 1));
			case 1 -> Frames.json(FrameType.ACTIVATE, "{\"epoch\":" + draw.random.nextInt(100) + "}");
			default -> Frames.json(type, "{\"room\":\"early-" + draw.seed + "\"}");
		};
		return closing("before HELLO", draw, null, CloseCode.UNEXPECTED_FRAME, frame);
	}

	private Attack jsonBomb(Draw draw) {
		int size = 100 + draw.random.nextInt(20_000);
		String body = switch (draw.random.nextInt(7)) {
			case 0 -> "{\"x\":" + "[".repeat(size);
			case 1 -> "{\"x\":".repeat(9 + draw.random.nextInt(2_000)) + "1" + "}".repeat(9);
			case 2 -> "{\"version\":" + "9".repeat(size) + "}";
			case 3 -> "{\"version\":1e" + "9".repeat(50) + "}";
			case 4 -> "{\"" + "n".repeat(size + 100) + "\":1}";
			case 5 -> "{\"version\":1,\"version\":{},\"version\":[" + size + "]}";
			default -> "{\"version\":1,\"token\":\"\\ud800" + "\\u0000".repeat(size / 10);
		};
		return closing("JSON bomb", draw, null, CloseCode.PROTOCOL_ERROR, Frames.json(FrameType.HELLO, body));
	}

	private Attack badToken(Draw draw) {
		String token = this.badTokens.draw(draw.random);
		Frame frame = draw.random.nextBoolean() ? new ControlFrames.Hello(1, token, null, 0, null)
				: new StandbyFrames.Standby(1, token, this.stolenResumeToken, null);
		return closing("bad token", draw, null, CloseCode.UNAUTHENTICATED, Frames.encode(frame));
	}

	private Attack unknownVersion(Draw draw) {
		int version = 2 + draw.random.nextInt(Integer.MAX_VALUE - 2);
		return closing("unknown version", draw, null, CloseCode.UNSUPPORTED_VERSION,
				Frames.encode(new ControlFrames.Hello(version, good(draw, "*"), null, 0, null)));
	}

	private Attack stolenResumeToken(Draw draw) {
		char[] resumeToken = this.stolenResumeToken.toCharArray();
		if (draw.random.nextBoolean()) {
			resumeToken[draw.random.nextInt(resumeToken.length)] ^= 1;
		}
		return closing("stolen resume token", draw, null, CloseCode.RESUME_REFUSED, Frames
			.encode(new ControlFrames.Hello(1, good(draw, "*"), new String(resumeToken), Integer.MAX_VALUE, null)));
	}

	private Attack unknownTypes(Draw draw) {
		return refused("unknown frame type", draw, null, CloseCode.UNKNOWN_FRAME_TYPE, (index) -> {
			byte[] body = new byte[draw.random.nextInt(50)];
			draw.random.nextBytes(body);
			return Frames.frame(UNKNOWN_TYPES[draw.random.nextInt(UNKNOWN_TYPES.length)], body);
		});
	}

	private Attack notJoined(Draw draw) {
		String room = "{\"room\":\"nowhere-" + draw.seed + "\"}";
		return refused("not joined", draw, good(draw, "*"), CloseCode.NOT_JOINED,
				(index) -> switch (draw.random.nextInt(3)) {
					case 0 -> Frames.encode(publish(draw.random.nextInt(), index));
					case 1 -> Frames.json(FrameType.LEAVE, room);
					default -> Frames.json(FrameType.REPLAY, room);
				});
	}

	private Attack forbiddenRooms(Draw draw) {
		return refused("forbidden room", draw, good(draw, "lobby", "stage-*"), CloseCode.FORBIDDEN,
				(index) -> Frames.encode(new ControlFrames.Join(WILDCARDS[draw.random.nextInt(WILDCARDS.length)])));
	}

	/** Among them DELIVER, with which a client would forge a sender. */
	private Attack framesOfGateways(Draw draw) {
		byte[] frame;
		do {
			frame = Frames.sample(draw.random);
		}
		while (!isOfGateways(frame[4]));
		return closing("frame of a gateway", draw, good(draw, "*"), CloseCode.UNEXPECTED_FRAME, frame);
	}

	private static boolean isOfGateways(byte type) {
		return Arrays.stream(TYPES_OF_GATEWAYS).anyMatch((code) -> code == type);
	}

	private Attack secondHello(Draw draw) {
		return closing("second HELLO", draw, good(draw, "*"), CloseCode.UNEXPECTED_FRAME,
				Frames.encode(new ControlFrames.Hello(1, good(draw, "*"), null, 0, null)));
	}

	private Attack tooManyRefusals(Draw draw) {
		byte[] unknown = Frames.frame(0x7f, new byte[0]);
		byte[] message = join(Collections.nCopies(20 * REFUSALS, unknown));
		return new Attack("too many refusals", draw.seed, null, List.of(message), Way.RELIABLE, List.of(),
				CloseCode.RATE_LIMITED);
	}

	private Attack tooManyProbes(Draw draw) {
		List<byte[]> probes = IntStream.range(0, 300)
			.mapToObj((index) -> Frames.encode(new Frame.Probe(index, draw.random.nextLong())))
			.toList();
		return new Attack("too many probes", draw.seed, null, List.of(join(probes)), Way.RELIABLE,
				List.of(CloseCode.RATE_LIMITED), null);
	}

	private Attack tooManyRooms(Draw draw) {
		int allowed = 64;
		List<byte[]> joins = IntStream.range(0, allowed + REFUSALS)
			.mapToObj((index) -> Frames.encode(new ControlFrames.Join("flood-" + draw.seed + '-' + index)))
			.toList();
		return new Attack("too many rooms", draw.seed, good(draw, "*"), List.of(join(joins)), Way.RELIABLE,
				Collections.nCopies(REFUSALS, CloseCode.LIMIT_EXCEEDED), null);
	}

	private static byte[] join(List<byte[]> frames) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		frames.forEach(joined::writeBytes);
		return joined.toByteArray();
	}

	private Attack ofWebSocket(Draw draw) {
		if (draw.random.nextBoolean()) {
			return new Attack("text", draw.seed, null, List.of(new byte[draw.random.nextInt(1000)]), Way.TEXT,
					List.of(CloseCode.PROTOCOL_ERROR), CloseCode.PROTOCOL_ERROR);
		}
		return closing("message too long", draw, null, CloseCode.FRAME_TOO_LARGE,
				new byte[256 * 1024 + 1 + draw.random.nextInt(100_000)]);
	}

	private Attack ofWebTransport(Draw draw) {
		byte[] frame = Frames.sample(draw.random);
		byte[] cut = Arrays.copyOf(frame, 1 + draw.random.nextInt(frame.length - 1));
		return switch (draw.random.nextInt(4)) {
			case 0 -> new Attack("truncated datagram", draw.seed, null, List.of(cut), Way.DATAGRAM, List.of(),
					CloseCode.PROTOCOL_ERROR);
			case 1 -> new Attack("truncated message stream", draw.seed, null, List.of(cut), Way.MESSAGE_STREAM,
					List.of(CloseCode.PROTOCOL_ERROR), CloseCode.PROTOCOL_ERROR);
			case 2 -> new Attack("unfinished messages", draw.seed, null, Collections.nCopies(2, new byte[60_000]),
					Way.UNFINISHED_STREAM, List.of(CloseCode.RATE_LIMITED), null);
			default -> new Attack("more streams", draw.seed, null, Collections.nCopies(REFUSALS, cut),
					Way.ANOTHER_STREAM, Collections.nCopies(REFUSALS, CloseCode.UNEXPECTED_FRAME), null);
		};
	}

	private static Attack closing(String kind, Draw draw, @Nullable String token, CloseCode close, byte[] message) {
		return new Attack(kind, draw.seed, token, List.of(message), Way.RELIABLE, List.of(close), close);
	}

	private static Attack refused(String kind, Draw draw, @Nullable String token, CloseCode refusal,
			Function<Integer, byte[]> message) {
		List<byte[]> messages = IntStream.rangeClosed(1, REFUSALS).boxed().map(message).toList();
		return new Attack(kind, draw.seed, token, messages, Way.RELIABLE, Collections.nCopies(REFUSALS, refusal), null);
	}

	private String good(Draw draw, String... rooms) {
		return this.tokens.mint("mallory-" + draw.seed, List.of(rooms), GOOD);
	}

	private static Frame publish(int handle, long sequence) {
		return new Frame.Publish(handle, DeliveryClass.RELIABLE, sequence, Unpooled.wrappedBuffer(new byte[] { 'x' }));
	}

	/** What an attack is made of. */
	private record Draw(long seed, Random random) {

	}

}
