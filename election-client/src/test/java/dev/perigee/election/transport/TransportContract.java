package dev.perigee.election.transport;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Transport;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a transport has to do, whatever it is.
 */
abstract class TransportContract {

	private static final Duration BOUND = Duration.ofSeconds(10);

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private static final TestCertificate CERTIFICATE = TestCertificate.create();

	private final Transport transport;

	private final LoopResources loops = LoopResources.create("contract", 1, true);

	private final Recorder recorder = new Recorder();

	/** Unreliable messages that connections gave up. */
	final LongAdder drops = new LongAdder();

	LoopbackGateway gateway;

	TransportContract(Transport transport) {
		this.transport = transport;
	}

	abstract CandidateDialer dialer(LoopResources loops, Trust trust, Duration connectTimeout);

	@BeforeEach
	void startGateway() {
		this.gateway = LoopbackGateway.start(this.transport, CERTIFICATE);
	}

	@AfterEach
	void stopGateway() {
		this.gateway.close();
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(BOUND);
	}

	@Test
	void probeIsEchoedUntouched() {
		CandidateConnection connection = dial();
		connection.send(new Frame.Probe(-5, 123_456_789L));
		Frame.Echo echo = (Frame.Echo) this.recorder.next();
		assertThat(echo.sequence()).isEqualTo(-5);
		assertThat(echo.clientNanos()).isEqualTo(123_456_789L);
		assertThat(this.recorder.arrivalNanos).isPositive();
	}

	@Test
	void framesKeepTheirOrderBothWays() {
		CandidateConnection connection = dialAndJoin();
		for (long sequence = 1; sequence <= 1_000; sequence++) {
			publish(connection, DeliveryClass.RELIABLE, sequence, "message " + sequence);
		}
		List<Long> delivered = new ArrayList<>();
		List<Long> acknowledged = new ArrayList<>();
		while (acknowledged.size() < 1_000) {
			Frame frame = this.recorder.next();
			if (frame instanceof Frame.Deliver deliver) {
				delivered.add(deliver.sequence());
			}
			else {
				acknowledged.add(((Frame.Ack) frame).sequence());
			}
		}
		List<Long> expected = LongStream.rangeClosed(1, 1_000).boxed().toList();
		assertThat(delivered).isEqualTo(expected);
		assertThat(acknowledged).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 100, 1_100, 1_500, 60_000 })
	void payloadsOfAnySizeArriveUnchangedInEitherClass(int size) {
		CandidateConnection connection = dialAndJoin();
		String text = "x".repeat(size);
		for (DeliveryClass deliveryClass : DeliveryClass.values()) {
			publish(connection, deliveryClass, 1, text);
			Frame frame = this.recorder.next();
			while (!(frame instanceof Frame.Deliver deliver) || deliver.deliveryClass() != deliveryClass) {
				frame = this.recorder.next();
			}
			assertThat(text(((Frame.Deliver) frame))).isEqualTo(text);
		}
	}

	@Test
	void gatewaysCloseCodeIsReported() {
		dial();
		this.gateway.closeAll(CloseCode.DRAINING, "going home");
		ConnectionClose close = this.recorder.close();
		assertThat(close.code()).isEqualTo(CloseCode.DRAINING);
		assertThat(close.reason()).isEqualTo("DRAINING: going home");
	}

	@Test
	void clientsCloseCodeReachesTheGatewayAfterWhatWasSent() {
		CandidateConnection connection = dialAndJoin();
		publish(connection, DeliveryClass.RELIABLE, 1, "last words");
		connection.close(CloseCode.SUPERSEDED, "moved");
		connection.close(CloseCode.NORMAL, "again");
		this.recorder.close();
		await(() -> !this.gateway.closes.isEmpty());
		assertThat(this.gateway.closes).containsExactly("4009 moved");
	}

	@Test
	void lostConnectionIsReportedOnceWithoutACode() {
		dial();
		this.gateway.close();
		assertThat(this.recorder.close().code()).isNull();
		assertThat(this.recorder.closes).isEmpty();
	}

	@Test
	void sendingAfterTheCloseDoesNothing() {
		CandidateConnection connection = dial();
		connection.close(CloseCode.NORMAL, "");
		this.recorder.close();
		connection.send(new Frame.Probe(1, 1));
		connection.send(new ControlFrames.Join("room"));
		publish(connection, DeliveryClass.UNRELIABLE, 1, "x".repeat(5_000));
		assertThat(this.recorder.frames).isEmpty();
	}

	@Test
	void bytesThatAreNoFramesCloseTheConnection() {
		dialAndJoin();
		this.gateway.sendRaw(new byte[] { 0x00 });
		this.recorder.close();
		await(() -> this.gateway.closes.stream().anyMatch((close) -> close.startsWith("4000 ")));
	}

	@Test
	void unknownFrameTypeIsSkipped() {
		CandidateConnection connection = dialAndJoin();
		this.gateway.sendRaw(new byte[] { 0x03, 0x7f, 0x01, 0x02 });
		publish(connection, DeliveryClass.RELIABLE, 1, "still here");
		assertThat(text((Frame.Deliver) this.recorder.next())).isEqualTo("still here");
	}

	@Test
	void nobodyListeningFailsTheDial() {
		URI uri = this.gateway.uri();
		this.gateway.close();
		CandidateDialer dialer = dialer(this.loops, trust(), Duration.ofMillis(500));
		assertThatThrownBy(() -> dialer.dial(uri, this.recorder).block(BOUND)).isInstanceOf(Exception.class)
			.hasMessageNotContaining("Timeout on blocking read");
		assertThat(this.recorder.closes).isEmpty();
	}

	@Test
	void unknownCertificateFailsTheDial() {
		CandidateDialer dialer = dialer(this.loops, Trust.system(), CONNECT_TIMEOUT);
		assertThatThrownBy(() -> dialer.dial(this.gateway.uri(), this.recorder).block(BOUND))
			.hasMessageNotContaining("Timeout on blocking read");
		assertThat(this.gateway.connections()).isZero();
	}

	@Test
	void pinnedCertificateIsBelieved() {
		CandidateDialer dialer = dialer(this.loops, Trust.pinned(List.of(CERTIFICATE.sha256())), CONNECT_TIMEOUT);
		CandidateConnection connection = dialer.dial(this.gateway.uri(), this.recorder).block(BOUND);
		connection.close(CloseCode.NORMAL, "");
	}

	@Test
	void cancelledDialLeavesNoConnection() {
		for (int i = 0; i < 10; i++) {
			Disposable dial = dialer(this.loops, trust(), CONNECT_TIMEOUT).dial(this.gateway.uri(), this.recorder)
				.subscribe();
			dial.dispose();
		}
		await(() -> this.gateway.connections() == 0);
	}

	@Test
	void manyConnectionsAtATime() {
		CandidateDialer dialer = dialer(this.loops, trust(), CONNECT_TIMEOUT);
		List<CandidateConnection> connections = IntStream.range(0, 10)
			.mapToObj((i) -> dialer.dial(this.gateway.uri(), this.recorder).block(BOUND))
			.toList();
		await(() -> this.gateway.connections() == 10);
		connections.forEach((connection) -> connection.close(CloseCode.NORMAL, ""));
		await(() -> this.gateway.connections() == 0);
	}

	private CandidateConnection dial() {
		CandidateConnection connection = dialer(this.loops, trust(), CONNECT_TIMEOUT)
			.dial(this.gateway.uri(), this.recorder)
			.block(BOUND);
		await(() -> this.gateway.connections() == 1);
		return connection;
	}

	CandidateConnection dialAndJoin() {
		CandidateConnection connection = dial();
		connection.send(new ControlFrames.Join("room"));
		assertThat(this.recorder.next()).isInstanceOf(ControlFrames.Joined.class);
		return connection;
	}

	static void publish(CandidateConnection connection, DeliveryClass deliveryClass, long sequence, String text) {
		connection.send(new Frame.Publish(7, deliveryClass, sequence,
				Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8))));
	}

	private static String text(Frame.Deliver deliver) {
		return deliver.payload().toString(StandardCharsets.UTF_8);
	}

	private static Trust trust() {
		return Trust.ofPem(new ByteArrayInputStream(CERTIFICATE.pem().getBytes(StandardCharsets.US_ASCII)));
	}

	static void await(BooleanSupplier condition) {
		long deadline = System.nanoTime() + BOUND.toNanos();
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime() - deadline).as("nanoseconds beyond the deadline").isNegative();
			Thread.yield();
		}
	}

	/**
	 * Keeps what the connection says, in queues whose locks can't hold up an event loop.
	 */
	private static final class Recorder implements ConnectionListener {

		private final Queue<Frame> frames = new ConcurrentLinkedQueue<>();

		private final Queue<ConnectionClose> closes = new ConcurrentLinkedQueue<>();

		private volatile long arrivalNanos;

		@Override
		public void onFrame(Frame frame, long arrivalNanos) {
			this.arrivalNanos = arrivalNanos;
			this.frames
				.add((frame instanceof Frame.Deliver deliver)
						? new Frame.Deliver(deliver.room(), deliver.deliveryClass(), deliver.sender(),
								deliver.sequence(), Unpooled.wrappedBuffer(ByteBufUtil.getBytes(deliver.payload())))
						: frame);
		}

		@Override
		public void onClosed(ConnectionClose close) {
			this.closes.add(close);
		}

		Frame next() {
			await(() -> !this.frames.isEmpty());
			return this.frames.remove();
		}

		ConnectionClose close() {
			await(() -> !this.closes.isEmpty());
			return this.closes.remove();
		}

	}

}
