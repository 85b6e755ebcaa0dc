package dev.perigee.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The rules that fields of control frames share. Each check names the field it refuses.
 */
final class Fields {

	private Fields() {
	}

	static <T> T required(String field, @Nullable T value) {
		if (value == null) {
			throw new IllegalArgumentException(field + ": missing");
		}
		return value;
	}

	static String text(String field, @Nullable String value, int maxBytes) {
		String text = required(field, value);
		int bytes = text.getBytes(StandardCharsets.UTF_8).length;
		if (bytes == 0 || bytes > maxBytes) {
			throw new IllegalArgumentException(field + ": 1 to " + maxBytes + " bytes expected, was " + bytes);
		}
		return text;
	}

	static String room(@Nullable String value) {
		String room = text("room", value, Limits.MAX_ROOM_BYTES);
		if (room.chars().anyMatch(Character::isISOControl)) {
			throw new IllegalArgumentException("room: control characters are not allowed");
		}
		return room;
	}

	static long notNegative(String field, long value) {
		if (value < 0) {
			throw new IllegalArgumentException(field + ": must not be negative, was " + value);
		}
		return value;
	}

	static <T> List<T> list(String field, @Nullable List<T> value) {
		if (value == null) {
			return List.of();
		}
		if (value.stream().anyMatch(Objects::isNull)) {
			throw new IllegalArgumentException(field + ": null is not allowed");
		}
		return List.copyOf(value);
	}

}
