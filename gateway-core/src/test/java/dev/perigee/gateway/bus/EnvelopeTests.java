package dev.perigee.gateway.bus;

import java.util.HexFormat;
import java.util.List;

import dev.perigee.protocol.ControlFrames.Leave;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.ProtocolException;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EnvelopeTests {

	@Test
	void readsTheFramesThatItWasMadeOf() throws ProtocolException {
		Envelope envelope = Envelope
			.read(Envelope.of(Envelope.Kind.MEMBER, 7, List.of(new Leave("a"), new Leave("b"))));
		assertThat(envelope.kind()).isEqualTo(Envelope.Kind.MEMBER);
		assertThat(envelope.origin()).isEqualTo(7);
		assertThat(envelope.frame()).isEqualTo(new Leave("a"));
		assertThat(envelope.frame()).isEqualTo(new Leave("b"));
		assertThat(envelope.hasFrames()).isFalse();
	}

	@Test
	void aMessageHasTheLayoutOfTheReadme() {
		byte[] body = Envelope.ofMessage(0x0102030405060708L,
				new Frame.Deliver(9, DeliveryClass.RELIABLE, 0xaL, 0xbL, Unpooled.wrappedBuffer(new byte[] { 0x55 })));
		assertThat(HexFormat.of().formatHex(body)).isEqualTo("01" + "00" + "0102030405060708" + "17" + "04" + "00000009"
				+ "00" + "000000000000000a" + "000000000000000b" + "55");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "01", "0100", "02000000000000000000", "01630000000000000000" })
	void refusesWhatIsNoEnvelope(String hex) {
		assertThatExceptionOfType(ProtocolException.class)
			.isThrownBy(() -> Envelope.read(HexFormat.of().parseHex(hex)));
	}

	@Test
	void refusesAMissingFrame() throws ProtocolException {
		Envelope envelope = Envelope.read(Envelope.of(Envelope.Kind.MESSAGE, 7, List.of()));
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(envelope::frame);
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "with space", "wild.*", "deep.>", "本", "" })
	void aRoomsSubjectNeedsNoEscaping(String room) {
		assertThat(Subjects.room(room)).matches("rt\\.room\\.\\d{1,2}\\.[0-9a-f]{32}");
	}

}
