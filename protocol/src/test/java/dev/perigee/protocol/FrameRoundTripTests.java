package dev.perigee.protocol;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is encoded decodes to the same frame, in one piece, in any two pieces, and
 * followed by other frames; whatever else is decoded is refused with the typed error.
 */
class FrameRoundTripTests {

	/** Properties run thousands of times: these buffers are left to the collector. */
	private static final UnpooledByteBufAllocator UNTRACKED = new UnpooledByteBufAllocator(false, true);

	private final FrameDecoder decoder = new FrameDecoder(Limits.MAX_FRAME_BYTES);

	@Property(tries = 500, seed = "20261123")
	void decodesWhatItEncoded(@ForAll("frames") Frame frame) throws ProtocolException {
		ByteBuf wire = encode(frame);
		assertThat(this.decoder.decodeWhole(wire)).isEqualTo(frame);
		assertThat(wire.isReadable()).isFalse();
	}

	@Property(tries = 500, seed = "20261123")
	void waitsForTheRestOfAFrame(@ForAll("frames") Frame frame, @ForAll int seed) throws ProtocolException {
		ByteBuf wire = encode(frame);
		int cut = Math.floorMod(seed, wire.readableBytes());
		ByteBuf part = wire.slice(0, cut);
		assertThat(this.decoder.decode(part)).isNull();
		assertThat(part.readerIndex()).isZero();
		assertThat(this.decoder.decode(wire)).isEqualTo(frame);
	}

	@Property(tries = 500, seed = "20261123")
	void decodesSeveralFramesOfOneMessageInOrder(@ForAll("frames") Frame first, @ForAll("frames") Frame second)
			throws ProtocolException {
		ByteBuf wire = Unpooled.wrappedBuffer(encode(first), encode(second));
		assertThat(this.decoder.decodeWhole(wire)).isEqualTo(first);
		assertThat(this.decoder.decodeWhole(wire)).isEqualTo(second);
		assertThat(this.decoder.decodeWhole(wire)).isNull();
	}

	@Property(tries = 3000, seed = "20261123")
	void refusesGarbageWithTheTypedErrorOnly(@ForAll byte[] garbage) {
		drain(Unpooled.wrappedBuffer(garbage));
	}

	@Property(tries = 3000, seed = "20261123")
	void refusesCorruptedFramesWithTheTypedErrorOnly(@ForAll("frames") Frame frame, @ForAll int where,
			@ForAll byte value) {
		ByteBuf wire = encode(frame);
		wire.setByte(Math.floorMod(where, wire.readableBytes()), value);
		drain(wire);
	}

	@Property(tries = 3000, seed = "20261123")
	void refusesGarbageJsonWithTheTypedErrorOnly(@ForAll("controlCodes") int code, @ForAll("almostJson") String json) {
		byte[] body = json.getBytes(StandardCharsets.UTF_8);
		ByteBuf wire = Unpooled.buffer();
		Varint.write(wire, 1 + body.length);
		drain(wire.writeByte(code).writeBytes(body));
	}

	@Provide
	Arbitrary<Integer> controlCodes() {
		return Arbitraries.of(FrameType.values()).filter((type) -> type.body() != null).map(FrameType::code);
	}

	@Provide
	Arbitrary<String> almostJson() {
		return Arbitraries
			.of("{", "}", "[", "]", ":", ",", "\"room\"", "\"token\"", "\"session\"", "\"after\"", "\"members\"",
					"\"samples\"", "\"limits\"", "\"\\ud800\"", "\"", "null", "true", "-1", "1e999",
					"99999999999999999999", " ", "\u0000", "{\"room\":\"a\"", "{\"room\":null}")
			.list()
			.ofMaxSize(25)
			.map((parts) -> String.join("", parts));
	}

	/** Ends, because every frame takes at least two bytes or throws. */
	private void drain(ByteBuf wire) {
		int before = wire.readableBytes() + 1;
		while (wire.readableBytes() < before) {
			before = wire.readableBytes();
			try {
				this.decoder.decode(wire);
			}
			catch (ProtocolException ex) {
				assertThat(ex.code()).isNotNull();
				assertThat(ex.getMessage()).isNotBlank();
			}
		}
	}

	private static ByteBuf encode(Frame frame) {
		return FrameEncoder.encode(frame, UNTRACKED);
	}

	@Provide
	Arbitrary<Frame> frames() {
		Arbitrary<String> text = Arbitraries.strings().ofMinLength(1).ofMaxLength(20).map((s) -> "x" + s.strip());
		Arbitrary<String> room = Arbitraries.strings()
			.alpha()
			.numeric()
			.withChars("äß本.*> ")
			.ofMinLength(1)
			.ofMaxLength(30);
		Arbitrary<SessionId> session = Arbitraries.longs().map(SessionId::new);
		Arbitrary<Long> sequence = Arbitraries.longs().between(1, Long.MAX_VALUE);
		Arbitrary<ByteBuf> payload = Arbitraries.bytes()
			.array(byte[].class)
			.ofMaxSize(2_000)
			.map(Unpooled::wrappedBuffer);
		Arbitrary<ControlFrames.Member> member = Combinators.combine(session, text, text, Arbitraries.of(true, false))
			.as(ControlFrames.Member::new);
		Arbitrary<List<ControlFrames.Position>> positions = Combinators.combine(session, sequence)
			.as(ControlFrames.Position::new)
			.list()
			.ofMaxSize(5);
		Arbitrary<Received> received = sequence.map((from) -> new Received(from, Long.MAX_VALUE)).injectNull(0.5);
		return Arbitraries.oneOf(hotFrames(sequence, payload), Arbitraries.oneOf(
				Combinators.combine(text, text.injectNull(0.5), sequence)
					.as((token, resume, epoch) -> new ControlFrames.Hello(1, token, resume, epoch,
							new ControlFrames.ClientInfo("test", "1"))),
				Combinators.combine(text, text)
					.as((token, resume) -> new StandbyFrames.Standby(1, token, resume, null)),
				Arbitraries.longs().greaterOrEqual(0).map(StandbyFrames.Activate::new),
				text.map(TokenFrames.Renew::new), Arbitraries.longs().greaterOrEqual(0).map(TokenFrames.Renewed::new),
				Combinators.combine(session, text, text, text)
					.as((id, resume, region, url) -> new ControlFrames.Welcome(1, id, resume, true, region, "node",
							new Limits(1000, 10, 20, 30, 40), List.of(new RegionInfo(region, url, null, 7, null)), 50)),
				room.map(ControlFrames.Join::new), room.map(ControlFrames.Leave::new),
				Combinators.combine(room, member.list().ofMaxSize(5), positions, received)
					.as((name, members, known, own) -> new ControlFrames.Joined(name, 7, members, known, own))),
				Arbitraries.oneOf(Combinators.combine(room, member).as(ControlFrames.MemberJoined::new),
						Combinators.combine(room, session).as(ControlFrames.MemberLeft::new),
						Combinators.combine(room, positions).as(ControlFrames.Replay::new),
						Combinators.combine(room, session, Arbitraries.longs().between(1, 1000))
							.as((name, id, from) -> new ControlFrames.Gap(name, id, from, from + 3)),
						Combinators.combine(text, Arbitraries.of(Transport.class), sequence)
							.as((region, transport, rtt) -> new ReportFrames.Report(
									List.of(new ReportFrames.CandidateSummary(region, transport, true, 5, 2, rtt,
											null)),
									List.of(new ReportFrames.Move(ReportFrames.MoveReason.DRAIN, region, rtt)), 1,
									null)),
						text.map((reason) -> new ControlFrames.GoAway(reason, 1000, 20)),
						Combinators.combine(room, member.list().ofMaxSize(5)).as(UpdateFrames.MemberChanged::new),
						Combinators.combine(text, text.injectNull(0.5), Arbitraries.of(RegionHealth.class))
							.as((region, url, health) -> new UpdateFrames.Regions(
									List.of(new RegionInfo(region, null, url, 7, health)))),
						Combinators.combine(Arbitraries.of(CloseCode.class), text, room.injectNull(0.5))
							.as(ControlFrames.Refused::new)));
	}

	private static Arbitrary<Frame> hotFrames(Arbitrary<Long> sequence, Arbitrary<ByteBuf> payload) {
		Arbitrary<Integer> number = Arbitraries.integers();
		Arbitrary<DeliveryClass> deliveryClass = Arbitraries.of(DeliveryClass.class);
		Arbitrary<Set<EchoFlag>> flags = Arbitraries.of(EchoFlag.class)
			.set()
			.map((set) -> set.isEmpty() ? set : EnumSet.copyOf(set));
		return Arbitraries.oneOf(Combinators.combine(number, sequence).as(Frame.Probe::new),
				Combinators.combine(number, sequence, flags, Arbitraries.integers().between(0, 255), number)
					.as(Frame.Echo::new),
				Combinators.combine(number, deliveryClass, sequence, payload).as(Frame.Publish::new),
				Combinators.combine(number, deliveryClass, sequence, sequence, payload).as(Frame.Deliver::new),
				Combinators.combine(number, sequence).as(Frame.Ack::new));
	}

}
