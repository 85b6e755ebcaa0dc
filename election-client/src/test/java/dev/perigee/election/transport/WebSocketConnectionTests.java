package dev.perigee.election.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameDecoder;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.ProtocolException;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WebSocketConnectionTests {

	private static final FrameDecoder DECODER = new FrameDecoder(Limits.MAX_FRAME_BYTES);

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final LongAdder drops = new LongAdder();

	private final WebSocketConnection connection = new WebSocketConnection(this.channel, new Deaf(), System::nanoTime,
			this.drops::increment);

	WebSocketConnectionTests() {
		this.channel.pipeline().addLast(this.connection.inbound());
	}

	@AfterEach
	void close() {
		this.channel.finishAndReleaseAll();
	}

	@Test
	void newestUnreliableMessagesWaitForACongestedConnectionAndTheOldestAreDropped() throws ProtocolException {
		writable(false);
		for (long sequence = 1; sequence <= 100; sequence++) {
			publish(DeliveryClass.UNRELIABLE, sequence);
		}
		assertThat(sent()).isEmpty();
		writable(true);
		List<Long> sent = sent();
		assertThat(sent).isSorted().endsWith(99L, 100L).hasSizeBetween(50, 70);
		assertThat(this.drops.sum()).isEqualTo(100 - sent.size());
	}

	@Test
	void reliableMessagesDoNotWait() throws ProtocolException {
		writable(false);
		publish(DeliveryClass.UNRELIABLE, 1);
		publish(DeliveryClass.RELIABLE, 7);
		assertThat(sent()).containsExactly(7L);
	}

	@Test
	void nothingIsDroppedWhileTheConnectionTakesIt() throws ProtocolException {
		for (long sequence = 1; sequence <= 1_000; sequence++) {
			publish(DeliveryClass.UNRELIABLE, sequence);
		}
		assertThat(sent()).hasSize(1_000).isSorted();
		assertThat(this.drops.sum()).isZero();
	}

	private void writable(boolean writable) {
		this.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
		this.channel.runPendingTasks();
	}

	private void publish(DeliveryClass deliveryClass, long sequence) {
		this.connection.send(new Frame.Publish(7, deliveryClass, sequence, Unpooled.wrappedBuffer(new byte[1_000])));
	}

	private List<Long> sent() throws ProtocolException {
		this.channel.runPendingTasks();
		List<Long> sequences = new ArrayList<>();
		for (BinaryWebSocketFrame message; (message = this.channel.readOutbound()) != null;) {
			for (Frame frame; (frame = DECODER.decodeWhole(message.content())) != null;) {
				sequences.add(((Frame.Publish) frame).sequence());
			}
			message.release();
		}
		return sequences;
	}

	/** Nobody writes to these connections. */
	private static final class Deaf implements ConnectionListener {

		@Override
		public void onFrame(Frame frame, long arrivalNanos) {
			throw new AssertionError(frame);
		}

		@Override
		public void onClosed(ConnectionClose close) {
			// the channel is closed at the end of each test
		}

	}

}
