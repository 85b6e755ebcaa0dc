package dev.perigee.gateway.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes small databases of IPv4 prefixes in MaxMind's format, version 2.0, with records
 * of 24 bits.
 *
 * @see <a href="https://maxmind.github.io/MaxMind-DB/">MaxMind DB File Format
 * Specification</a>
 */
final class MaxMindFile {

	private static final byte[] METADATA_MARKER = "\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1);

	private static final int DATA_SEPARATOR_BYTES = 16;

	private static final int PREFIX_BITS = 24;

	private static final int STRING = 2;

	private static final int UINT16 = 5;

	private static final int UINT32 = 6;

	private static final int MAP = 7;

	private static final int UINT64 = 9;

	private static final int ARRAY = 11;

	/** Two records each: 0 for nothing, a node above 0, an offset of data below. */
	private final List<int[]> nodes = new ArrayList<>(List.of(new int[2]));

	private final ByteArrayOutputStream data = new ByteArrayOutputStream();

	private MaxMindFile() {
	}

	/**
	 * Writes a file.
	 * @param entries by prefix of three bytes, {@code 192.0.2}
	 */
	static Path write(Path file, Map<String, Map<String, ?>> entries) throws IOException {
		MaxMindFile database = new MaxMindFile();
		entries.forEach(database::add);
		return Files.write(file, database.toBytes());
	}

	private void add(String prefix, Map<String, ?> entry) {
		int bits = 0;
		for (String part : prefix.split("\\.")) {
			bits = bits << 8 | Integer.parseInt(part);
		}
		int node = 0;
		for (int bit = PREFIX_BITS - 1; bit > 0; bit--) {
			int[] records = this.nodes.get(node);
			int side = bits >> bit & 1;
			if (records[side] == 0) {
				this.nodes.add(new int[2]);
				records[side] = this.nodes.size() - 1;
			}
			node = records[side];
		}
		this.nodes.get(node)[bits & 1] = -1 - this.data.size();
		put(this.data, entry);
	}

	private byte[] toBytes() {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (int[] records : this.nodes) {
			for (int record : records) {
				putNumber(out, toWire(record), 3);
			}
		}
		out.writeBytes(new byte[DATA_SEPARATOR_BYTES]);
		out.writeBytes(this.data.toByteArray());
		out.writeBytes(METADATA_MARKER);
		put(out, Map.of("node_count", (long) this.nodes.size(), "record_size", 24, "ip_version", 4, "database_type",
				"Test", "languages", List.of(), "binary_format_major_version", 2, "binary_format_minor_version", 0,
				"build_epoch", new BuildEpoch(1_780_000_000L), "description", Map.of("en", "for tests")));
		return out.toByteArray();
	}

	private int toWire(int record) {
		if (record < 0) {
			return this.nodes.size() + DATA_SEPARATOR_BYTES - 1 - record;
		}
		return (record == 0) ? this.nodes.size() : record;
	}

	private static void put(ByteArrayOutputStream out, Object value) {
		if (value instanceof Map<?, ?> map) {
			putType(out, MAP, map.size());
			map.forEach((key, entry) -> {
				put(out, key);
				put(out, entry);
			});
		}
		else if (value instanceof List<?> list) {
			putType(out, ARRAY, list.size());
			list.forEach((entry) -> put(out, entry));
		}
		else if (value instanceof String text) {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			putType(out, STRING, bytes.length);
			out.writeBytes(bytes);
		}
		else if (value instanceof Integer number) {
			putType(out, UINT16, 2);
			putNumber(out, number, 2);
		}
		else if (value instanceof BuildEpoch epoch) {
			putType(out, UINT64, 8);
			putNumber(out, epoch.seconds(), 8);
		}
		else {
			putType(out, UINT32, 4);
			putNumber(out, (Long) value, 4);
		}
	}

	/** Types above 7 stand in a byte of their own. */
	private static void putType(ByteArrayOutputStream out, int type, int size) {
		if (type > MAP) {
			out.write(size);
			out.write(type - MAP);
		}
		else {
			out.write(type << 5 | size);
		}
	}

	private static void putNumber(ByteArrayOutputStream out, long number, int bytes) {
		for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
			out.write((int) (number >> shift));
		}
	}

	private record BuildEpoch(long seconds) {
	}

}
