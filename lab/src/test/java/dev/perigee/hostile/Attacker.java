package dev.perigee.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.perigee.hostile.Attack.Way;
import dev.perigee.lab.time.LabClock;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameDecoder;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * One connection that attacks. A transport sends what it is given, and calls
 * {@link #received} and {@link #ended}.
 */
abstract class Attacker implements AutoCloseable {

	private static final int BOUND_SECONDS = 30;

	private static final int DATAGRAM_AGAIN_MILLIS = 500;

	/** A probe that nobody else sends. */
	private static final int FENCE = -1;

	private final FrameDecoder decoder = new FrameDecoder(Limits.MAX_FRAME_BYTES);

	private final BlockingQueue<Frame> inbox = new LinkedBlockingQueue<>();

	private final CompletableFuture<Integer> closed = new CompletableFuture<>();

	/** Confined to the transport's thread. */
	private ByteBuf partial = Unpooled.EMPTY_BUFFER;

	abstract void send(byte[] message, Way way);

	@Override
	public abstract void close();

	final void received(byte[] bytes) {
		ByteBuf in = Unpooled.wrappedBuffer(this.partial, Unpooled.wrappedBuffer(bytes));
		try {
			for (Frame frame = this.decoder.decode(in); frame != null; frame = this.decoder.decode(in)) {
				this.inbox.add(frame);
			}
		}
		catch (ProtocolException ex) {
			throw new IllegalStateException("The gateway sends what is no frame", ex);
		}
		this.partial = Unpooled.copiedBuffer(in);
	}

	/** Counts the reset of a stream as what it is, a refusal. */
	final void refused(long code) {
		this.inbox.add(new ControlFrames.Refused(CloseCode.of((int) code), "the stream was reset", null));
	}

	final void ended(int code) {
		this.closed.complete(code);
	}

	/** Says HELLO and returns the welcome. */
	final ControlFrames.Welcome hello(String token) {
		send(Frames.encode(new ControlFrames.Hello(1, token, null, 0, null)), Way.RELIABLE);
		while (true) {
			if (next() instanceof ControlFrames.Welcome welcome) {
				return welcome;
			}
		}
	}

	/** Measures a round trip. */
	final long probeNanos() {
		long sent = LabClock.nanoTime();
		send(Frames.encode(new Frame.Probe(FENCE, sent)), Way.RELIABLE);
		while (true) {
			if (next() instanceof Frame.Echo echo && echo.clientNanos() == sent) {
				return LabClock.nanoTime() - sent;
			}
		}
	}

	/**
	 * Attacks and waits for the answer.
	 * @throws AssertionError when it is not the one that must come
	 */
	final void attack(Attack attack) {
		List<CloseCode> refusals = new ArrayList<>();
		try {
			if (attack.token() != null) {
				hello(attack.token());
			}
			if (attack.way().isBesideTheSessionStream()) {
				probeNanos();
			}
			attack.messages().forEach((message) -> send(message, attack.way()));
			CloseCode close = (attack.close() != null) ? awaitClose(attack) : awaitRefusals(attack, refusals);
			collect(refusals);
			require(attack,
					close == attack.close()
							&& (attack.refusals().isEmpty() && close != null || attack.refusals().equals(refusals)),
					"it was closed with " + close);
		}
		catch (Exception ex) {
			throw new AssertionError("%s must get %s and be closed with %s; got %s: %s".formatted(attack,
					count(attack.refusals()), attack.close(), count(refusals), ex.getMessage()), ex);
		}
	}

	/** Says only how often, as there may be thousands. */
	private static Map<CloseCode, Long> count(List<CloseCode> refusals) {
		return refusals.stream()
			.collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
	}

	private static void require(Attack attack, boolean satisfied, String text) {
		if (!satisfied) {
			throw new IllegalStateException(text + " after " + attack.cases() + " messages");
		}
	}

	private CloseCode awaitClose(Attack attack) throws Exception {
		for (int waited = 0; waited < BOUND_SECONDS * 1000; waited += DATAGRAM_AGAIN_MILLIS) {
			try {
				return CloseCode.of(this.closed.get(DATAGRAM_AGAIN_MILLIS, TimeUnit.MILLISECONDS));
			}
			catch (TimeoutException ex) {
				if (attack.way() == Way.DATAGRAM) {
					attack.messages().forEach((message) -> send(message, attack.way()));
				}
			}
		}
		throw new IllegalStateException("It was not closed");
	}

	/** The echo of a probe may overtake refusals, so they come first. */
	private @Nullable CloseCode awaitRefusals(Attack attack, List<CloseCode> refusals) {
		while (refusals.size() < attack.refusals().size()) {
			note(next(), refusals);
		}
		if (!attack.refusals().contains(CloseCode.RATE_LIMITED)) {
			probeNanos();
		}
		return this.closed.isDone() ? CloseCode.of(this.closed.join()) : null;
	}

	private void collect(List<CloseCode> refusals) {
		List<Frame> frames = new ArrayList<>();
		this.inbox.drainTo(frames);
		frames.forEach((frame) -> note(frame, refusals));
	}

	private static void note(Frame frame, List<CloseCode> refusals) {
		if (frame instanceof ControlFrames.Refused refused) {
			refusals.add(CloseCode.of(refused.code()));
		}
	}

	private Frame next() {
		for (int waited = 0; waited < BOUND_SECONDS * 10; waited++) {
			Frame frame = poll();
			if (frame != null) {
				return frame;
			}
			if (this.closed.isDone() && this.inbox.isEmpty()) {
				throw new IllegalStateException("It was closed with " + this.closed.join());
			}
		}
		throw new IllegalStateException("There was no answer");
	}

	private @Nullable Frame poll() {
		try {
			return this.inbox.poll(100, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
