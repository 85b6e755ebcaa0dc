package dev.perigee.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The byte vectors that a client in any language can be tested against. A change of them
 * is a change of the protocol.
 */
class GoldenVectorTests {

	private static final SessionId SESSION = SessionId.of("0123456789abcdef");

	private static final SessionId OTHER = SessionId.of("fedcba9876543210");

	private final FrameDecoder decoder = new FrameDecoder(Limits.DEFAULT_MAX_FRAME_BYTES);

	record Vector(String name, String hex) {
	}

	record Malformed(String name, String hex, CloseCode code, String text) {
	}

	@ParameterizedTest
	@MethodSource("vectors")
	void encodesAndDecodesTheVector(Vector vector) throws ProtocolException {
		Frame frame = frames().get(vector.name());
		assertThat(frame).as("a frame for vector %s", vector.name()).isNotNull();
		ByteBuf wire = Unpooled.buffer();
		FrameEncoder.encode(frame, wire);
		assertThat(ByteBufUtil.hexDump(wire)).isEqualTo(vector.hex());
		assertThat(this.decoder.decodeWhole(bytes(vector.hex()))).isEqualTo(frame);
	}

	@Test
	void everyFrameTypeHasAVector() throws IOException {
		assertThat(vectors().map(Vector::name).toList()).containsExactlyElementsOf(frames().keySet());
		assertThat(frames().values()).extracting(Frame::type).contains(FrameType.values());
	}

	@ParameterizedTest
	@MethodSource("malformed")
	void refusesTheMalformedVector(Malformed vector) {
		ProtocolException ex = catchThrowableOfType(ProtocolException.class,
				() -> this.decoder.decodeWhole(bytes(vector.hex())));
		assertThat(ex).as(vector.name()).isNotNull();
		assertThat(ex.code()).isEqualTo(vector.code());
		assertThat(ex).hasMessage(vector.text());
		assertThat(ex.isRecoverable()).isEqualTo(vector.code() == CloseCode.UNKNOWN_FRAME_TYPE);
	}

	static Stream<Vector> vectors() throws IOException {
		return read("/golden/frames.json", new TypeReference<List<Vector>>() {
		}).stream();
	}

	static Stream<Malformed> malformed() throws IOException {
		return read("/golden/malformed.json", new TypeReference<List<Malformed>>() {
		}).stream();
	}

	private static <T> T read(String resource, TypeReference<T> type) throws IOException {
		try (InputStream in = GoldenVectorTests.class.getResourceAsStream(resource)) {
			return JsonMapper.shared().readValue(in, type);
		}
	}

	private static ByteBuf bytes(String hex) {
		return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
	}

	private static Map<String, Frame> frames() {
		ControlFrames.Member member = new ControlFrames.Member(OTHER, "bob", "frankfurt");
		List<ControlFrames.Position> positions = List.of(new ControlFrames.Position(OTHER, 42));
		Map<String, Frame> frames = new LinkedHashMap<>();
		frames.put("probe", new Frame.Probe(1, 123_456_789L));
		frames.put("echo",
				new Frame.Echo(1, 123_456_789L, EnumSet.of(EchoFlag.DRAINING, EchoFlag.OVERLOADED), 200, 1500));
		frames.put("publish-reliable", new Frame.Publish(7, DeliveryClass.RELIABLE, 42, ascii("hello")));
		frames.put("publish-empty", new Frame.Publish(7, DeliveryClass.UNRELIABLE, 1, ascii("")));
		frames.put("publish-long",
				new Frame.Publish(7, DeliveryClass.RELIABLE, Long.MAX_VALUE, ascii("0123456789".repeat(10))));
		frames.put("deliver", new Frame.Deliver(7, DeliveryClass.RELIABLE, OTHER.value(), 42, ascii("hello")));
		frames.put("ack", new Frame.Ack(7, 42));
		frames.put("hello",
				new ControlFrames.Hello(1, "a.jwt.token", null, 0, new ControlFrames.ClientInfo("example", "1.0")));
		frames.put("hello-resume", new ControlFrames.Hello(1, "a.jwt.token", "resume", 3, null));
		frames
			.put("welcome",
					new ControlFrames.Welcome(1, SESSION, "resume", false, "us-east", "node-1",
							new Limits(65536, 64, 50, 10_000, 500), List.of(new RegionInfo("us-east",
									"wss://us-east.example/rt", "https://us-east.example:4433/rt", 12, null)),
							3_600_000));
		frames.put("welcome-rates", new ControlFrames.Welcome(1, SESSION, "resume", true, "us-east", "node-1",
				new Limits(65536, 64, 50, 10_000, 500, 4_000, 1_000, 2_097_152), List.of(), 0));
		frames.put("join", new ControlFrames.Join("lobby"));
		frames.put("join-again", new ControlFrames.Join("lobby", 41, 57));
		frames.put("joined", new ControlFrames.Joined("lobby", 7, List.of(member), positions, null));
		frames.put("joined-again",
				new ControlFrames.Joined("lobby", 7, List.of(member), positions, new Received(12, 15)));
		frames.put("leave", new ControlFrames.Leave("lobby"));
		frames.put("member-joined", new ControlFrames.MemberJoined("lobby", member));
		frames.put("member-joined-again", new ControlFrames.MemberJoined("lobby", member, 41));
		frames.put("member-left", new ControlFrames.MemberLeft("lobby", OTHER));
		frames.put("replay", new ControlFrames.Replay("lobby", positions));
		frames.put("gap", new ControlFrames.Gap("lobby", OTHER, 43, 45));
		frames.put("report",
				new ReportFrames.Report(List.of(
						new ReportFrames.CandidateSummary("us-east", Transport.WEBTRANSPORT, false, 300, 2, 23_500L,
								31_000L),
						new ReportFrames.CandidateSummary("singapore", Transport.WEBTRANSPORT, true, 0, 0, null, null)),
						List.of(new ReportFrames.Move(ReportFrames.MoveReason.SILENCE, "singapore", 180L)), 1, 240L));
		frames.put("goaway", new ControlFrames.GoAway("drain", 30_000, 1_200));
		frames.put("refused", new ControlFrames.Refused(CloseCode.FORBIDDEN, "room not allowed by the token", "lobby"));
		frames.put("standby",
				new StandbyFrames.Standby(1, "a.jwt.token", "resume", new ControlFrames.ClientInfo("example", "1.0")));
		frames.put("activate", new StandbyFrames.Activate(4));
		frames.put("renew", new TokenFrames.Renew("a.jwt.token"));
		frames.put("renewed", new TokenFrames.Renewed(3_600_000));
		frames.put("member-changed", new UpdateFrames.MemberChanged("lobby", List.of(member.asUnreachable())));
		frames.put("regions", new UpdateFrames.Regions(List.of(new RegionInfo("us-east", "wss://us-east.example/rt",
				"https://us-east.example:4433/rt", 12, RegionHealth.UP))));
		return frames;
	}

	private static ByteBuf ascii(String text) {
		return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
	}

}
