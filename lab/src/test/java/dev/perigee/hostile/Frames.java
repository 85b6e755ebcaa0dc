package dev.perigee.hostile;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameEncoder;
import dev.perigee.protocol.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Frames as bytes, also such as no encoder makes.
 */
final class Frames {

	private static final String SESSION = "0123456789abcdef";

	/** One of each type, good but for tokens. */
	private static final List<byte[]> SAMPLES = List.of(binary(0x01, "00000007000000000000002a"),
			binary(0x02, "00000007000000000000002a000000000000"), binary(0x03, "00000001000000000000000001ff"),
			binary(0x04, "000000010000000000000000090000000000000001ff"), binary(0x05, "000000010000000000000001"),
			json(FrameType.HELLO,
					"{\"version\":1,\"token\":\"a.b.c\",\"epoch\":3,\"client\":{\"name\":\"x\",\"version\":\"1\"}}"),
			json(FrameType.JOIN, "{\"room\":\"lobby\"}"), json(FrameType.LEAVE, "{\"room\":\"lobby\"}"),
			json(FrameType.JOINED, "{\"room\":\"lobby\",\"handle\":1,\"members\":[],\"positions\":[]}"),
			json(FrameType.MEMBER_LEFT, "{\"room\":\"lobby\",\"session\":\"" + SESSION + "\"}"),
			json(FrameType.REPLAY, "{\"room\":\"lobby\",\"after\":[{\"session\":\"" + SESSION + "\",\"sequence\":1}]}"),
			json(FrameType.GAP, "{\"room\":\"lobby\",\"session\":\"" + SESSION + "\",\"from\":1,\"to\":2}"),
			json(FrameType.GOAWAY, "{\"reason\":\"x\",\"deadlineMillis\":1,\"suggestedDelayMillis\":1}"),
			json(FrameType.STANDBY, "{\"version\":1,\"token\":\"a.b.c\",\"resumeToken\":\"d\"}"),
			json(FrameType.ACTIVATE, "{\"epoch\":4}"));

	private Frames() {
	}

	static byte[] sample(Random random) {
		return SAMPLES.get(random.nextInt(SAMPLES.size())).clone();
	}

	static byte[] encode(Frame frame) {
		ByteBuf out = Unpooled.buffer();
		FrameEncoder.encode(frame, out);
		return ByteBufUtil.getBytes(out);
	}

	static byte[] json(FrameType type, String body) {
		return frame(type.code(), body.getBytes(StandardCharsets.UTF_8));
	}

	static byte[] binary(int type, String hex) {
		return frame(type, HexFormat.of().parseHex(hex));
	}

	static byte[] frame(int type, byte[] body) {
		ByteBuf out = Unpooled.buffer(5 + body.length);
		out.writeInt(0x80000000 | 1 + body.length).writeByte(type).writeBytes(body);
		return ByteBufUtil.getBytes(out);
	}

	/** A frame that is announced with any length. */
	static byte[] announced(long length, byte[] rest) {
		ByteBuf out = Unpooled.buffer(8 + rest.length);
		out.writeLong(0xc000000000000000L | length).writeBytes(rest);
		return ByteBufUtil.getBytes(out);
	}

}
