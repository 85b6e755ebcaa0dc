package dev.perigee.gateway.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames.Hello;
import dev.perigee.protocol.ControlFrames.Join;
import dev.perigee.protocol.ControlFrames.Joined;
import dev.perigee.protocol.ControlFrames.Refused;
import dev.perigee.protocol.ControlFrames.Welcome;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameDecoder;
import dev.perigee.protocol.FrameEncoder;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import dev.perigee.protocol.StandbyFrames.Activate;
import dev.perigee.protocol.StandbyFrames.Standby;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that knows the specification and nothing else. A transport sends bytes, and
 * calls {@link #received} and {@link #ended}.
 */
public abstract class TestClient implements AutoCloseable {

	private static final long SECONDS = 10;

	private final FrameDecoder decoder = new FrameDecoder(Limits.MAX_FRAME_BYTES);

	private final BlockingQueue<Frame> inbox = new LinkedBlockingQueue<>();

	private final List<Frame> skipped = new ArrayList<>();

	private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

	/** Confined to the transport's thread. */
	private ByteBuf partial = Unpooled.buffer();

	/** Sends bytes reliably; they need not be frames. */
	public abstract void sendBytes(byte[] bytes);

	/** Sends a datagram, or on a transport without them a message. */
	public abstract void sendDatagram(byte[] bytes);

	/** Reads at most one more piece of the reliable way, for ever. */
	public abstract void pauseReading();

	/** Says that this client is done. */
	@Override
	public abstract void close();

	/** Vanishes without a word. */
	public abstract void abort();

	/** Takes the next bytes of the reliable way. */
	protected final void received(byte[] bytes) {
		this.partial.writeBytes(bytes);
		decode(this.partial);
		// the payloads of frames are slices: what was read stays where it is
		this.partial = Unpooled.buffer().writeBytes(this.partial);
	}

	/** Takes whole frames of another way. */
	protected final void receivedWhole(byte[] bytes) {
		decode(Unpooled.wrappedBuffer(bytes));
	}

	private void decode(ByteBuf in) {
		try {
			Frame frame = this.decoder.decode(in);
			while (frame != null) {
				this.inbox.add(frame);
				frame = this.decoder.decode(in);
			}
		}
		catch (ProtocolException ex) {
			throw new IllegalStateException(ex);
		}
	}

	protected final void ended(int code) {
		this.closeCode.complete(code);
	}

	public final void send(Frame... frames) {
		sendBytes(encode(frames));
	}

	public static byte[] encode(Frame... frames) {
		ByteBuf out = Unpooled.buffer();
		for (Frame frame : frames) {
			FrameEncoder.encode(frame, out);
		}
		byte[] bytes = new byte[out.readableBytes()];
		out.readBytes(bytes);
		return bytes;
	}

	/** Returns the next frame of a type, also one that was skipped before. */
	public final <F extends Frame> F receive(Class<F> type) {
		return receive(type, (frame) -> true);
	}

	/**
	 * Returns the next frame of a type that matches, also one that was skipped before.
	 */
	public final <F extends Frame> F receive(Class<F> type, Predicate<F> condition) {
		Predicate<Frame> wanted = (frame) -> type.isInstance(frame) && condition.test(type.cast(frame));
		for (int i = 0; i < this.skipped.size(); i++) {
			if (wanted.test(this.skipped.get(i))) {
				return type.cast(this.skipped.remove(i));
			}
		}
		while (true) {
			Frame frame = poll();
			if (frame == null) {
				throw new AssertionError("No " + type.getSimpleName() + ", but " + this.skipped);
			}
			if (wanted.test(frame)) {
				return type.cast(frame);
			}
			this.skipped.add(frame);
		}
	}

	/** Returns all frames of a type that have come until the echo of a probe sent now. */
	public final <F extends Frame> List<F> receivedSoFar(Class<F> type) {
		int sequence = 1_000_000 + this.skipped.size();
		sendBytes(encode(new Frame.Probe(sequence, 0)));
		receive(Frame.Echo.class, (echo) -> echo.sequence() == sequence);
		return this.skipped.stream().filter(type::isInstance).map(type::cast).toList();
	}

	public final void assertRefused(CloseCode code) {
		assertThat(CloseCode.of(receive(Refused.class).code())).isEqualTo(code);
	}

	public final void assertClosedWith(CloseCode code) {
		assertThat(CloseCode.of(awaitClose())).isEqualTo(code);
	}

	public final int awaitClose() {
		try {
			return this.closeCode.get(SECONDS, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError("The connection was not closed", ex);
		}
	}

	public final boolean isOpen() {
		return !this.closeCode.isDone();
	}

	public final Welcome hello(String token) {
		return hello(token, null, 0);
	}

	public final Welcome hello(String token, @Nullable String resumeToken, long epoch) {
		send(new Hello(1, token, resumeToken, epoch, null));
		return receive(Welcome.class);
	}

	public final Welcome standBy(String token, String resumeToken) {
		send(new Standby(1, token, resumeToken, null));
		return receive(Welcome.class);
	}

	public final Welcome activate(long epoch) {
		send(new Activate(epoch));
		return receive(Welcome.class);
	}

	public final Joined join(String room) {
		send(new Join(room));
		return receive(Joined.class, (joined) -> joined.room().equals(room));
	}

	public final void publish(int room, DeliveryClass deliveryClass, long sequence, String text) {
		send(message(room, deliveryClass, sequence, text));
	}

	public static Frame message(int room, DeliveryClass deliveryClass, long sequence, String text) {
		return new Frame.Publish(room, deliveryClass, sequence, Unpooled.copiedBuffer(text.getBytes()));
	}

	public static String text(Frame.Deliver message) {
		return message.payload().toString(StandardCharsets.UTF_8);
	}

	private @Nullable Frame poll() {
		try {
			return this.inbox.poll(SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
