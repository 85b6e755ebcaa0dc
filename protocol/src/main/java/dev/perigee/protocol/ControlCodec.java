package dev.perigee.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The JSON of control frames.
 */
final class ControlCodec {

	private static final JsonMapper MAPPER = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNestingDepth(Limits.MAX_JSON_DEPTH)
				.maxDocumentLength(Limits.MAX_FRAME_BYTES)
				.maxStringLength(Limits.MAX_FRAME_BYTES)
				.maxNumberLength(32)
				.maxNameLength(128)
				.build())
			.build())
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
		.changeDefaultPropertyInclusion((value) -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
		.build();

	private ControlCodec() {
	}

	static Frame read(FrameType type, Class<? extends Frame.Control> body, ByteBuf json) throws ProtocolException {
		try (InputStream in = new ByteBufInputStream(json)) {
			Frame frame = MAPPER.readValue(in, body);
			if (frame == null) {
				throw new ProtocolException(CloseCode.PROTOCOL_ERROR, type + ": a JSON object expected");
			}
			return frame;
		}
		catch (JacksonException ex) {
			throw new ProtocolException(CloseCode.PROTOCOL_ERROR, type + ": " + describe(ex), ex);
		}
		catch (IOException ex) {
			throw new ProtocolException(CloseCode.PROTOCOL_ERROR, type + ": body can't be read", ex);
		}
	}

	static void write(Frame.Control frame, ByteBuf out) {
		MAPPER.writeValue((OutputStream) new ByteBufOutputStream(out), frame);
	}

	/**
	 * Says what is wrong without repeating what was sent: Jackson's own message may quote
	 * a token.
	 */
	private static String describe(JacksonException ex) {
		for (Throwable cause = ex.getCause(); cause != null; cause = cause.getCause()) {
			if (cause instanceof IllegalArgumentException && cause.getStackTrace().length > 0
					&& cause.getStackTrace()[0].getClassName().startsWith(Limits.class.getPackageName() + '.')) {
				return String.valueOf(cause.getMessage());
			}
		}
		if (ex instanceof DatabindException && !ex.getPath().isEmpty()) {
			StringBuilder path = new StringBuilder();
			ex.getPath()
				.forEach((reference) -> path
					.append((reference.getPropertyName() != null) ? "." + reference.getPropertyName() : "[]"));
			return "field " + path.substring(1) + " has the wrong type";
		}
		return (ex instanceof DatabindException) ? "a JSON object expected" : "malformed JSON";
	}

}
