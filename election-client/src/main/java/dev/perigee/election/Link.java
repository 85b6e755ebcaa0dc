package dev.perigee.election;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;

import dev.perigee.election.delivery.RateLimitedException;
import dev.perigee.election.probe.Pulse;
import dev.perigee.election.probe.RttEstimate;
import dev.perigee.election.probe.Silence;
import dev.perigee.election.transport.CandidateConnection;
import dev.perigee.election.transport.CandidateDialer;
import dev.perigee.election.transport.ConnectionClose;
import dev.perigee.election.transport.ConnectionListener;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Transport;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * One connection to a candidate, from its dial to its end; a second dial is a second
 * link. What the connection says is brought onto the client's loop, where all else here
 * is confined; after {@link #close} nothing is heard of it any more.
 */
final class Link implements ConnectionListener, Prober.Listener {

	private final Loop loop;

	private Owner owner;

	private final Pulse pulse;

	private final Prober prober;

	private final SendPacer pacer;

	private Disposable dial = Disposables.disposed();

	private @Nullable CandidateConnection connection;

	private boolean usable;

	private boolean closed;

	private boolean timedOut;

	private boolean abandoned;

	Link(Loop loop, Transport transport, Pace pace, Owner owner) {
		this.loop = loop;
		this.owner = owner;
		this.pulse = new Pulse(transport);
		this.prober = new Prober(loop, this.pulse, pace, this::send, this);
		this.pacer = new SendPacer(loop, this::transmit);
	}

	void dial(CandidateDialer dialer, Candidate candidate, Duration timeout) {
		this.dial = dialer.dial(candidate.endpoint(), this)
			.timeout(timeout, this.loop.scheduler())
			.subscribe((opened) -> this.loop.execute(() -> opened(opened)),
					(failure) -> this.loop.execute(() -> failed(failure)));
	}

	/** Somebody else hears of it from now on. */
	void passTo(Owner owner) {
		this.owner = owner;
	}

	void send(Frame frame) {
		if (this.connection == null || this.closed) {
			return;
		}
		if (frame instanceof Frame.Publish publish) {
			this.pacer.send(publish);
		}
		else {
			this.connection.send(frame);
		}
	}

	private void transmit(Frame.Publish publish) {
		if (this.connection == null || this.closed) {
			return;
		}
		this.connection.send(publish);
		if (publish.deliveryClass() == DeliveryClass.RELIABLE) {
			this.prober.onReliableSent();
		}
	}

	/**
	 * Admits one new reliable message.
	 * @throws RateLimitedException when the gateway might refuse it
	 */
	void admit(int payloadBytes) throws RateLimitedException {
		this.pacer.admit(payloadBytes);
	}

	/** Sends no more of the messages to a room that wait their turn. */
	void withdraw(int room) {
		this.pacer.withdraw(room);
	}

	void close(CloseCode code, String reason) {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.prober.stop();
		this.pacer.stop();
		if (this.connection != null) {
			this.connection.close(code, reason);
		}
		else {
			this.dial.dispose();
		}
	}

	void pace(Pace pace) {
		this.prober.pace(pace);
	}

	/** Probes out of turn. */
	void probe() {
		if (this.connection != null) {
			this.prober.probe();
		}
	}

	RttEstimate rtt() {
		return this.pulse.rtt();
	}

	/** Returns the median of the recent round trip times, which no spike moves. */
	long medianNanos() {
		return this.pulse.medianNanos();
	}

	int probesSent() {
		return this.prober.sent();
	}

	/** Returns when the present silence began, {@link Silence#NEVER} if there is none. */
	long silentSinceNanos() {
		return this.pulse.silentSinceNanos();
	}

	/** Returns until when the path is known to have worked, both ways. */
	OptionalLong provenNanos() {
		return this.pulse.provenNanos();
	}

	/** Tells whether it stayed silent when another path is known to have worked. */
	boolean isSilentAlone(long provenNanos) {
		this.pulse.alone(provenNanos);
		return this.pulse.isSilentAlone(this.loop.nanos());
	}

	CandidateState state() {
		if (this.connection == null) {
			return CandidateState.DIALLING;
		}
		return (this.usable && !this.prober.isSuspicious()) ? CandidateState.USABLE : CandidateState.OPEN;
	}

	/** Tells whether it has not come to its end. */
	boolean isLive() {
		return !this.closed;
	}

	/** Tells whether the dial was not answered in time. */
	boolean hasTimedOut() {
		return this.timedOut;
	}

	/** Tells whether it was given up because nothing was heard of it any more. */
	boolean wasAbandoned() {
		return this.abandoned;
	}

	boolean wasUsable() {
		return this.usable;
	}

	@Override
	public void onFrame(Frame frame, long arrivalNanos) {
		Frame own = (frame instanceof Frame.Deliver deliver) ? copy(deliver) : frame;
		this.loop.execute(() -> received(own, arrivalNanos));
	}

	@Override
	public void onClosed(ConnectionClose close) {
		this.loop.execute(() -> lost(close));
	}

	@Override
	public void onSample(long sentNanos, long rttNanos, Frame.Echo echo) {
		this.usable = true;
		this.owner.onSample(this, sentNanos, rttNanos, echo);
	}

	@Override
	public void onSilence(Silence.Verdict verdict) {
		this.owner.onSilence(this, verdict);
	}

	/** Gives it up, for there is nothing but silence. */
	void abandon() {
		this.abandoned = true;
		lost(ConnectionClose.broken("echoes are missing"));
	}

	private void opened(CandidateConnection opened) {
		if (this.closed) {
			opened.close(CloseCode.NORMAL, "no longer needed");
			return;
		}
		this.connection = opened;
		this.prober.probe();
		this.owner.onOpen(this);
	}

	private void received(Frame frame, long arrivalNanos) {
		if (this.closed) {
			return;
		}
		this.prober.onFrame(frame, arrivalNanos);
		if (frame instanceof ControlFrames.Welcome welcome) {
			this.pacer.announced(welcome.limits());
		}
		if (!(frame instanceof Frame.Echo)) {
			this.owner.onFrame(this, frame);
		}
	}

	private void failed(Throwable failure) {
		this.timedOut = failure instanceof TimeoutException;
		lost(ConnectionClose.broken(describe(failure)));
	}

	private void lost(ConnectionClose close) {
		if (!this.closed) {
			// not NORMAL: on a path that is silent one way only that would end the
			// session
			close(CloseCode.SUPERSEDED, close.reason().length() <= 100 ? close.reason() : "lost");
			this.owner.onLost(this, close);
		}
	}

	/** The payload lives in a buffer of the transport only until the call returns. */
	private static Frame copy(Frame.Deliver deliver) {
		return new Frame.Deliver(deliver.room(), deliver.deliveryClass(), deliver.sender(), deliver.sequence(),
				Unpooled.wrappedBuffer(ByteBufUtil.getBytes(deliver.payload())));
	}

	private static String describe(Throwable failure) {
		if (failure instanceof TimeoutException) {
			return "not connected in time";
		}
		String message = failure.getMessage();
		return (message != null) ? message : failure.getClass().getSimpleName();
	}

	/** Whoever dialled, or has it now. Called on the client's loop. */
	interface Owner {

		void onOpen(Link link);

		void onSample(Link link, long sentNanos, long rttNanos, Frame.Echo echo);

		/** Something is missing; the owner may abandon a link that counts as gone. */
		void onSilence(Link link, Silence.Verdict verdict);

		void onFrame(Link link, Frame frame);

		void onLost(Link link, ConnectionClose close);

	}

}
