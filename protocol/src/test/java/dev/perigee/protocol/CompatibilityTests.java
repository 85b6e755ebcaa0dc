package dev.perigee.protocol;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What a later peer of version 1 may say without harm to this one: see "Compatibility" in
 * {@code README.md}. What an earlier peer says is in the golden vectors, which stay.
 */
class CompatibilityTests {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final FrameDecoder decoder = new FrameDecoder(Limits.MAX_FRAME_BYTES);

	/** In the frame itself and in every object within it. */
	@ParameterizedTest
	@MethodSource("controlFrames")
	void fieldsThatThisVersionDoesNotKnowAreIgnored(GoldenVectorTests.Vector vector) throws Exception {
		ByteBuf known = bytes(vector.hex());
		Frame frame = this.decoder.decodeWhole(known.duplicate());
		FrameType type = typeOf(known);
		JsonNode body = JSON.readTree(ByteBufUtil.getBytes(known));
		addUnknownFields(body);
		assertThat(body.toString()).contains("later");
		assertThat(decode(type, body.toString())).isEqualTo(frame);
	}

	static Stream<GoldenVectorTests.Vector> controlFrames() throws IOException {
		return GoldenVectorTests.vectors().filter((vector) -> typeOf(bytes(vector.hex())).body() != null);
	}

	/** Reads length and type; the body is left. */
	private static FrameType typeOf(ByteBuf frame) {
		Varint.read(frame);
		return Objects.requireNonNull(FrameType.of(frame.readUnsignedByte()));
	}

	private static void addUnknownFields(JsonNode node) {
		List.copyOf(node.values()).forEach(CompatibilityTests::addUnknownFields);
		if (node instanceof ObjectNode object) {
			object.put("laterText", "x").put("laterNumber", 7).putNull("laterNull");
			object.putObject("laterObject").putArray("list").add(1);
		}
	}

	@ParameterizedTest
	@MethodSource("typesOfLaterVersions")
	void aFrameOfAnUnknownTypeIsSkippedWholeAndTheNextOneIsRead(int type) throws Exception {
		ByteBuf stream = Unpooled.buffer().writeByte(4).writeByte(type).writeMedium(0x010203);
		FrameEncoder.encode(new Frame.Ack(7, 42), stream);
		ProtocolException unknown = catchThrowableOfType(ProtocolException.class, () -> this.decoder.decode(stream));
		assertThat(unknown.code()).isEqualTo(CloseCode.UNKNOWN_FRAME_TYPE);
		assertThat(unknown.isRecoverable()).isTrue();
		assertThat(this.decoder.decode(stream)).isEqualTo(new Frame.Ack(7, 42));
		assertThat(stream.isReadable()).isFalse();
	}

	static Stream<Integer> typesOfLaterVersions() {
		return Stream.iterate(0, (type) -> type <= 0xff, (type) -> type + 1)
			.filter((type) -> FrameType.of(type) == null);
	}

	@Test
	void flagsThatThisVersionDoesNotKnowAreIgnored() throws Exception {
		ByteBuf echo = Unpooled.buffer();
		FrameEncoder.encode(new Frame.Echo(1, 2, Set.of(EchoFlag.ISOLATED), 3, 4), echo);
		int flags = echo.readableBytes() - 6;
		echo.setByte(flags, echo.getByte(flags) | 0xf0);
		assertThat(this.decoder.decodeWhole(echo)).isEqualTo(new Frame.Echo(1, 2, Set.of(EchoFlag.ISOLATED), 3, 4));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			REFUSED | {"code": 4099, "name": "LATER", "text": "t", "advice": "RETRY_ELSEWHERE"} | RETRY_ELSEWHERE
			REFUSED | {"code": 4099, "name": "LATER", "text": "t", "advice": "ASK_A_FRIEND"}    | GIVE_UP
			REFUSED | {"code": 4099, "name": "LATER", "text": "t"}                              | GIVE_UP
			REGIONS | {"regions": [{"name": "r", "load": 1, "health": "FEVERISH"}]}             | health=UNKNOWN
			REGIONS | {"regions": [{"name": "r", "load": 1}]}                                   | health=null
			REPORT  | {"moves": [{"reason": "BORED", "from": "r"}]}                             | reason=OTHER
			""")
	void wordsThatThisVersionDoesNotKnowHaveAMeaningAllTheSame(FrameType type, String body, String meaning)
			throws Exception {
		assertThat(decode(type, body)).asString().contains(meaning);
	}

	@Test
	void aCodeThatThisVersionDoesNotKnowIsNone() {
		assertThat(CloseCode.of(4099)).isNull();
	}

	/** Numbers and lists that came with a later revision of version 1. */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					HELLO    | {"version": 1, "token": "t"}                                            | epoch=0
					WELCOME  | {"version": 1, "session": "0123456789abcdef", "resumeToken": "r", "region": "r", "node": "n", "limits": {"maxFrameBytes": 65536, "maxRooms": 64, "maxProbesPerSecond": 50}} | attachesPerSecond=0, activatesPerSecond=0, framesPerSecond=0, bytesPerSecond=0
					JOINED   | {"room": "lobby", "handle": 7}                                          | received=null
					REFUSED  | {"code": 4003, "name": "FORBIDDEN", "text": "t", "advice": "GIVE_UP"}   | retryAfterMillis=0
					""")
	void whatAnEarlierPeerDoesNotSayCountsAsNotThere(FrameType type, String body, String meaning) throws Exception {
		assertThat(decode(type, body)).asString().contains(meaning);
	}

	private Frame decode(FrameType type, String json) throws ProtocolException {
		byte[] body = json.getBytes();
		ByteBuf frame = Unpooled.buffer();
		Varint.write(frame, body.length + 1);
		return this.decoder.decodeWhole(frame.writeByte(type.code()).writeBytes(body));
	}

	private static ByteBuf bytes(String hex) {
		return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
	}

}
