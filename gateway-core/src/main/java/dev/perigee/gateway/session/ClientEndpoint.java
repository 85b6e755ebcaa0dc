package dev.perigee.gateway.session;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.perigee.gateway.ClientConnection;
import dev.perigee.gateway.ConnectionHandler;
import dev.perigee.gateway.metrics.GatewayMetrics.SlowConsumer;
import dev.perigee.gateway.room.EncodedFrame;
import dev.perigee.gateway.session.Phase.Way;
import dev.perigee.gateway.telemetry.ReportListener;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameDecoder;
import dev.perigee.protocol.ProtocolException;
import dev.perigee.protocol.Transport;
import dev.perigee.protocol.ReportFrames;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection from its first byte to its last: reads frames, answers probes
 * ahead of everything, and leaves the rest to its {@link Phase}. Confined to the
 * connection's event loop.
 */
final class ClientEndpoint implements ConnectionHandler {

	private static final Logger logger = LoggerFactory.getLogger(ClientEndpoint.class);

	/** A refusal costs more than the frame that asks for it. */
	private static final int REFUSALS_PER_SECOND = 20;

	private static final int REFUSALS_AT_ONCE = 50;

	private static final String PROBE_LIMIT = "PROBE: more a second than limits.maxProbesPerSecond";

	/** After this time every rate of one connection is within its limit again. */
	private static final long RATE_LIMITED_MILLIS = 1000;

	private final ClientConnection connection;

	private final SessionEnvironment environment;

	private final ReportListener reports;

	private final FrameDecoder decoder;

	private final ProbeResponder probes;

	private final Outbound outbound;

	private final TokenBucket refusals;

	private Phase phase;

	/** The beginning of a frame whose end has not arrived. */
	private @Nullable ByteBuf partial;

	/** While no session is attached: the last sign that the client means it. */
	private long lastSignNanos;

	ClientEndpoint(ClientConnection connection, SessionEnvironment environment, ReportListener reports) {
		this.connection = connection;
		this.environment = environment;
		this.reports = reports;
		this.decoder = new FrameDecoder((int) environment.properties().limits().maxFrame().toBytes());
		this.probes = new ProbeResponder(connection, environment);
		this.outbound = new Outbound(connection, environment.properties().session(),
				environment.sessions().flusher(connection.eventLoop(), environment.nanoClock()), environment.memory(),
				environment.metrics(), this::closeSlowConsumer);
		this.refusals = new TokenBucket(REFUSALS_PER_SECOND, REFUSALS_AT_ONCE, now());
		this.phase = new AwaitingHello(this, environment);
	}

	/** Begins to count the connection and to watch for its silence. */
	void open() {
		if (!this.environment.sessions().opened(this)) {
			refuseAndClose(CloseCode.DRAINING, "this gateway is stopped");
			return;
		}
		this.lastSignNanos = now();
		expectSignWithin(this.environment.properties().limits().unauthenticatedLifetime().toNanos());
	}

	@Override
	public void onMessage(ByteBuf message) {
		this.environment.metrics().bytesIn(message.readableBytes());
		read(this.decoder::decodeWhole, message, Way.STREAM);
	}

	@Override
	public void onDatagram(ByteBuf datagram) {
		this.environment.metrics().bytesIn(datagram.readableBytes());
		read(this.decoder::decodeWhole, datagram, Way.DATAGRAM);
	}

	@Override
	public void onBytes(ByteBuf bytes) {
		this.environment.metrics().bytesIn(bytes.readableBytes());
		ByteBuf gathered = this.partial;
		this.partial = null;
		if (gathered == null) {
			read(this.decoder::decode, bytes, Way.STREAM);
			if (bytes.isReadable() && !isClosed()) {
				this.partial = this.connection.alloc().buffer(bytes.readableBytes()).writeBytes(bytes);
			}
			return;
		}
		gathered.writeBytes(bytes);
		read(this.decoder::decode, gathered, Way.STREAM);
		if (gathered.isReadable() && !isClosed()) {
			this.partial = gathered.discardSomeReadBytes();
		}
		else {
			gathered.release();
		}
	}

	@Override
	public void onWritabilityChanged() {
		this.outbound.flush();
	}

	@Override
	public void onUnreadable(CloseCode code, String text) {
		refuseAndClose(code, text);
	}

	@Override
	public void onClosed(boolean normal) {
		this.environment.sessions().closed(this);
		this.outbound.close();
		Phase last = this.phase;
		transitionTo(new ClosedPhase());
		last.onClosed(normal);
		if (this.partial != null) {
			this.partial.release();
			this.partial = null;
		}
	}

	void transitionTo(Phase next) {
		this.phase = next;
	}

	EventExecutor eventLoop() {
		return this.connection.eventLoop();
	}

	/** Hands on what the client says of its own experience. */
	void report(ReportFrames.Report report, String user) {
		this.reports.onReport(report, user, this.connection.remoteAddress());
	}

	void send(Frame frame) {
		this.outbound.offer(EncodedFrame.of(frame));
	}

	void send(EncodedFrame frame) {
		this.outbound.offer(frame);
	}

	/** Asks the client to move. May be called from any thread. */
	void goAway(ControlFrames.GoAway request) {
		eventLoop().execute(() -> send(request));
	}

	/** May be called from any thread. */
	Transport transport() {
		return this.connection.transport();
	}

	boolean isWritable() {
		return this.connection.isWritable();
	}

	/** Returns what waits for the client. May be called from any thread. */
	Backlog backlog() {
		return this.outbound.backlog();
	}

	/** Frees memory on the way out. May be called from any thread. */
	void relieve(Consumer<Outbound> action) {
		eventLoop().execute(() -> action.accept(this.outbound));
	}

	/** Returns how much waits for the client. */
	long queuedBytes() {
		return this.outbound.queuedBytes();
	}

	void refuse(CloseCode code, String text) {
		refuse(code, text, null);
	}

	/** Refuses, unless the client asks for it all the time: then it closes. */
	void refuse(CloseCode code, String text, @Nullable String room) {
		refuse(code, refusal(code, text, room));
	}

	/** Refuses a message, by its sequence if it is one that is acknowledged. */
	void refuse(CloseCode code, String text, String room, Frame.Publish message) {
		Long sequence = (message.deliveryClass() == DeliveryClass.RELIABLE) ? message.sequence() : null;
		refuse(code, new ControlFrames.Refused(code.number(), code.name(), text, code.advice(), room, 0, sequence));
	}

	void refuse(RefusedException reason) {
		refuse(reason.code(), refusal(reason));
	}

	private void refuse(CloseCode code, ControlFrames.Refused refusal) {
		if (this.refusals.take(now())) {
			sendRefusal(code, refusal);
		}
		else {
			refuseAndClose(CloseCode.RATE_LIMITED, "more than " + REFUSALS_PER_SECOND + " refusals a second");
		}
	}

	void refuseAndClose(CloseCode code, String text) {
		sendRefusal(code, refusal(code, text, null));
		close(code, text);
	}

	void refuseAndClose(RefusedException reason) {
		sendRefusal(reason.code(), refusal(reason));
		close(reason.code(), reason.text());
	}

	private static ControlFrames.Refused refusal(CloseCode code, String text, @Nullable String room) {
		long retryAfterMillis = (code == CloseCode.RATE_LIMITED) ? RATE_LIMITED_MILLIS : 0;
		return new ControlFrames.Refused(code.number(), code.name(), text, code.advice(), room, retryAfterMillis, null);
	}

	private static ControlFrames.Refused refusal(RefusedException reason) {
		CloseCode code = reason.code();
		return new ControlFrames.Refused(code.number(), code.name(), reason.text(), code.advice(), null,
				reason.retryAfterMillis(), null);
	}

	private void sendRefusal(CloseCode code, ControlFrames.Refused refusal) {
		if (!isClosed()) {
			this.environment.metrics().refused(code);
			send(refusal);
		}
	}

	private void closeSlowConsumer(SlowConsumer reason) {
		this.environment.metrics().slowConsumer(reason);
		close(CloseCode.SLOW_CONSUMER, "reliable messages wait for a client that reads too slowly");
	}

	void close(CloseCode code, String reason) {
		if (isClosed()) {
			return;
		}
		this.environment.metrics().closed(code);
		logger.debug("{} {}: closed with {}: {}", this.connection.transport(), this.connection.remoteAddress(), code,
				reason);
		this.outbound.flush();
		this.outbound.close();
		Phase last = this.phase;
		transitionTo(new ClosedPhase());
		last.onClosed(false);
		this.connection.close(code, reason);
	}

	private void read(FrameReader reader, ByteBuf in, Way way) {
		long arrivedNanos = now();
		while (!isClosed() && !this.outbound.isClosed()) {
			try {
				Frame frame = reader.read(in);
				if (frame == null) {
					return;
				}
				onFrame(frame, way, arrivedNanos);
			}
			catch (ProtocolException ex) {
				onUnreadable(ex);
			}
			catch (RuntimeException ex) {
				fail(ex);
			}
		}
	}

	/** Ends the connection because of a fault of this gateway. */
	void fail(RuntimeException ex) {
		logger.error("A frame could not be served", ex);
		refuseAndClose(CloseCode.INTERNAL_ERROR, "this gateway failed to serve a frame");
	}

	private void onUnreadable(ProtocolException ex) {
		if (ex.isRecoverable()) {
			refuse(ex.code(), String.valueOf(ex.getMessage()));
		}
		else {
			refuseAndClose(ex.code(), String.valueOf(ex.getMessage()));
		}
	}

	private void onFrame(Frame frame, Way way, long arrivedNanos) {
		this.environment.metrics().frameIn(frame.type());
		if (frame instanceof Frame.Probe probe) {
			onProbe(probe, way, arrivedNanos);
		}
		else {
			this.lastSignNanos = arrivedNanos;
			this.phase.onFrame(frame, way);
		}
	}

	private void onProbe(Frame.Probe probe, Way way, long arrivedNanos) {
		switch (this.probes.onProbe(probe, way, arrivedNanos)) {
			case ANSWER -> this.lastSignNanos = arrivedNanos;
			case WARN -> refuse(CloseCode.RATE_LIMITED, PROBE_LIMIT);
			case CLOSE -> refuseAndClose(CloseCode.RATE_LIMITED, PROBE_LIMIT);
			case IGNORE -> {
				// the client was told
			}
		}
	}

	private void expectSignWithin(long nanos) {
		eventLoop().schedule(() -> {
			long lifetime = this.environment.properties().limits().unauthenticatedLifetime().toNanos();
			long silence = now() - this.lastSignNanos;
			if (this.phase.endsBySilence()) {
				if (silence >= lifetime) {
					refuseAndClose(CloseCode.HELLO_TIMEOUT, "neither a session nor a probe came in time");
				}
				else {
					expectSignWithin(lifetime - silence);
				}
			}
		}, nanos, TimeUnit.NANOSECONDS);
	}

	private boolean isClosed() {
		return this.phase instanceof ClosedPhase;
	}

	private long now() {
		return this.environment.nanoClock().getAsLong();
	}

	/** Reads the next frame of a buffer; {@code null} when there is none. */
	@FunctionalInterface
	private interface FrameReader {

		@Nullable Frame read(ByteBuf in) throws ProtocolException;

	}

}
