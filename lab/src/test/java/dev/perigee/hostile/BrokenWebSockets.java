package dev.perigee.hostile;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import dev.perigee.protocol.CloseCode;

/**
 * WebSockets whose frames are not those of RFC 6455. Each has to be closed, with the code
 * that section 7.4.1 has for it unless the client has said close itself.
 */
final class BrokenWebSockets {

	private static final String AS_IT_MUST_BE = "as it must be";

	private static final int BOUND_MILLIS = 30_000;

	private static final int END_OF_HEADERS = 0x0d0a0d0a;

	private static final int CLOSE_FRAME = 0x88;

	private static final int PROTOCOL_ERROR = 1002;

	/** The connection ends without a close frame. */
	private static final int NO_CODE = 0;

	private static final int LONG_LENGTH = 126;

	private static final byte[] REQUEST = """
			GET /rt HTTP/1.1\r
			Host: localhost\r
			Connection: Upgrade\r
			Upgrade: websocket\r
			Sec-WebSocket-Version: 13\r
			Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
			\r
			""".getBytes(StandardCharsets.US_ASCII);

	private static final List<Broken> KINDS = List.of(new Broken("not masked", "820100", PROTOCOL_ERROR),
			new Broken("reserved bit", "c28000000000", CloseCode.PROTOCOL_ERROR.number()),
			new Broken("nothing in it", "828000000000", CloseCode.PROTOCOL_ERROR.number()),
			new Broken("reserved data opcode", "838000000000", PROTOCOL_ERROR),
			new Broken("reserved control opcode", "8b8000000000", PROTOCOL_ERROR),
			new Broken("ping in fragments", "098000000000", PROTOCOL_ERROR),
			new Broken("ping too long", "89fe007e00000000", PROTOCOL_ERROR),
			new Broken("continuation of nothing", "808000000000", PROTOCOL_ERROR),
			new Broken("message within a message", "028000000000828000000000", PROTOCOL_ERROR),
			new Broken("length not minimal", "82fe000100000000", PROTOCOL_ERROR),
			new Broken("negative length", "82ffffffffffffffffff00000000", PROTOCOL_ERROR),
			new Broken("close with half a code", "88810000000003", PROTOCOL_ERROR),
			new Broken("close with a code that nobody sends", "88820000000003ed", NO_CODE),
			new Broken("close with a reason that is no text", "88830000000003e8ff", NO_CODE));

	private BrokenWebSockets() {
	}

	/**
	 * Opens one after the other, and waits until each is closed.
	 * @return those that got another answer
	 */
	static List<String> open(InetSocketAddress gateway, int count) {
		return new Random(count).ints(count, 0, KINDS.size())
			.mapToObj(KINDS::get)
			.map((kind) -> kind.name() + ": " + answer(gateway, kind))
			.filter((answer) -> !answer.endsWith(AS_IT_MUST_BE))
			.toList();
	}

	private static String answer(InetSocketAddress gateway, Broken kind) {
		try (Socket socket = new Socket(gateway.getAddress(), gateway.getPort())) {
			socket.setSoTimeout(BOUND_MILLIS);
			OutputStream out = socket.getOutputStream();
			DataInputStream in = new DataInputStream(socket.getInputStream());
			out.write(REQUEST);
			int lastFour = 0;
			while (lastFour != END_OF_HEADERS) {
				lastFour = lastFour << 8 | in.readUnsignedByte();
			}
			out.write(HexFormat.of().parseHex(kind.hex()));
			int code = closeCode(in);
			return (code == kind.code()) ? AS_IT_MUST_BE : "closed with " + code;
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	/** Reads over what the gateway says before it closes. */
	private static int closeCode(DataInputStream in) throws IOException {
		while (true) {
			int first = in.read();
			if (first < 0) {
				return NO_CODE;
			}
			int length = in.readUnsignedByte();
			if (first == CLOSE_FRAME) {
				return in.readUnsignedShort();
			}
			in.skipNBytes((length == LONG_LENGTH) ? in.readUnsignedShort() : length);
		}
	}

	/** What is sent, and the code that must come. */
	private record Broken(String name, String hex, int code) {

	}

}
