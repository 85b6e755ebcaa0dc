package dev.perigee.gateway.session;

import java.util.function.Consumer;

import dev.perigee.gateway.ClientConnection;
import dev.perigee.gateway.ConnectionHandler;
import dev.perigee.gateway.metrics.Limit;
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

	private final ClientConnection connection;

	private final SessionEnvironment environment;

	private final ReportListener reports;

	private final FrameDecoder decoder;

	private final ProbeResponder probes;

	private final Outbound outbound;

	private final TokenBucket refusals;

	private final RateLimiter limiter;

	private final ConnectionClaims claims;

	private Phase phase;

	private final UnfinishedFrame unfinished = new UnfinishedFrame();

	/** Runs while no session is attached. */
	private final SilenceWatch silence;

	ClientEndpoint(ClientConnection connection, SessionEnvironment environment, ReportListener reports) {
		this.connection = connection;
		this.environment = environment;
		this.reports = reports;
		this.decoder = new FrameDecoder((int) environment.properties().limits().maxFrame().toBytes());
		this.probes = new ProbeResponder(connection, environment);
		this.outbound = new Outbound(connection, environment.properties().session(),
				environment.sessions().flusher(connection.eventLoop(), environment.nanoClock()), environment.memory(),
				environment.metrics(), this::closeSlowConsumer);
		this.refusals = Refusals.allowance(now());
		this.limiter = new RateLimiter(this, environment);
		this.claims = new ConnectionClaims(environment.entry());
		this.silence = new SilenceWatch(connection.eventLoop(), environment.nanoClock(),
				environment.properties().limits().unauthenticatedLifetime(),
				() -> refuseAndClose(CloseCode.HELLO_TIMEOUT, "neither a session nor a probe came in time"));
		this.phase = new AwaitingHello(this, environment);
	}

	/** Begins to count the connection and to watch for its silence. */
	void open() {
		if (!this.environment.sessions().opened(this)) {
			refuseAndClose(CloseCode.DRAINING, "this gateway is stopped");
		}
		else if (this.environment.sessions().isCrowded()) {
			this.environment.metrics().limited(Limit.CONNECTIONS);
			refuseAndClose(CloseCode.OVERLOADED, "this gateway has no place for more connections");
		}
		else if (!this.claims.take(this.connection.remoteAddress())) {
			this.environment.metrics().limited(Limit.ADDRESS);
			refuseAndClose(CloseCode.TOO_MANY_CONNECTIONS, "too many connections come from this address");
		}
		else {
			this.silence.start();
		}
	}

	@Override
	public void onMessage(ByteBuf message) {
		readWhole(message, Way.STREAM);
	}

	@Override
	public void onDatagram(ByteBuf datagram) {
		readWhole(datagram, Way.DATAGRAM);
	}

	/** What holds no frame would count against no limit. */
	private void readWhole(ByteBuf message, Way way) {
		arrived(message);
		if (message.isReadable()) {
			read(this.decoder::decodeWhole, message, way);
		}
		else {
			refuseAndClose(CloseCode.PROTOCOL_ERROR, "message: one frame or more expected, was empty");
		}
	}

	@Override
	public void onBytes(ByteBuf bytes) {
		arrived(bytes);
		this.unfinished.complete(bytes, this.connection.alloc(), (all) -> read(this.decoder::decode, all, Way.STREAM));
		if (isClosed()) {
			this.unfinished.release();
		}
	}

	private void arrived(ByteBuf bytes) {
		this.limiter.arrived(bytes.readableBytes(), now());
	}

	@Override
	public boolean keepsUnfinished(int bytes) {
		return this.limiter.admitsUnfinished(bytes, now());
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
		this.claims.release();
		this.outbound.close();
		Phase last = this.phase;
		transitionTo(new ClosedPhase());
		last.onClosed(normal);
		this.unfinished.release();
	}

	void transitionTo(Phase next) {
		this.phase = next;
		if (!next.endsBySilence()) {
			this.silence.stop();
		}
	}

	/**
	 * Counts the connection for its user.
	 * @return {@code false} when the user has too many
	 */
	boolean belongsTo(String user) {
		return this.claims.take(user);
	}

	/** The client is who it says. */
	void authenticated() {
		this.connection.authenticated();
	}

	Phase phase() {
		return this.phase;
	}

	EventExecutor eventLoop() {
		return this.connection.eventLoop();
	}

	/** Hands on what the client says of its own experience. */
	void report(ReportFrames.Report report, String user) {
		this.reports.onReport(report, user, this.connection.remoteAddress());
	}

	/**
	 * Runs a task on the event loop, at once if that is the caller. What it throws ends
	 * the connection.
	 */
	void inEventLoop(Runnable task) {
		if (!eventLoop().inEventLoop()) {
			eventLoop().execute(() -> inEventLoop(task));
			return;
		}
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			fail(ex);
		}
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
		refuse(code, Refusals.of(code, text, room, null));
	}

	/** Refuses a message, by its sequence if it is one that is acknowledged. */
	void refuse(CloseCode code, String text, @Nullable String room, Frame.Publish message) {
		Long sequence = (message.deliveryClass() == DeliveryClass.RELIABLE) ? message.sequence() : null;
		refuse(code, Refusals.of(code, text, room, sequence));
	}

	void refuse(RefusedException reason) {
		refuse(reason.code(), Refusals.of(reason));
	}

	private void refuse(CloseCode code, ControlFrames.Refused refusal) {
		if (this.refusals.take(now())) {
			sendRefusal(code, refusal);
		}
		else {
			refuseAndClose(CloseCode.RATE_LIMITED, Refusals.TOO_MANY);
		}
	}

	void refuseAndClose(CloseCode code, String text) {
		sendRefusal(code, Refusals.of(code, text, null, null));
		close(code, text);
	}

	void refuseAndClose(RefusedException reason) {
		sendRefusal(reason.code(), Refusals.of(reason));
		close(reason.code(), reason.text());
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
			if (this.limiter.admitsProbe(this.probes.onProbe(probe, way, arrivedNanos))) {
				this.silence.sign(arrivedNanos);
			}
		}
		else {
			this.silence.sign(arrivedNanos);
			if (this.limiter.admits(frame, arrivedNanos)) {
				this.phase.onFrame(frame, way);
			}
		}
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
