package dev.perigee.election;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.perigee.election.delivery.Inbox;
import dev.perigee.election.delivery.MessageTooLargeException;
import dev.perigee.election.delivery.Outbox;
import dev.perigee.election.delivery.OutboxFullException;
import dev.perigee.election.delivery.RateLimitedException;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.Received;
import dev.perigee.protocol.SessionId;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

/**
 * A room over all connections that the session stands on, one after the other. Confined
 * to the client's loop, but for the methods of {@link Room}.
 */
final class ClientRoom implements Room {

	private static final int SUBSCRIBER_BUFFER = 8192;

	/** The largest header: that of {@code DELIVER}, which the payload ends up behind. */
	private static final int HEADER_BYTES = 22;

	private static final Inbox.Limits INBOX_LIMITS = Inbox.Limits.DEFAULT;

	private final String name;

	private final Loop loop;

	private final DeliveryCounters counters;

	/** Of the stay before this one. */
	private RoomNumbers before;

	private final Consumer<ClientRoom> remover;

	private final Sinks.Many<RoomMessage> messages = Sinks.many().multicast().directBestEffort();

	private final Sinks.Many<RoomEvent> events = Sinks.many().multicast().directBestEffort();

	private final Outbox outbox;

	private final Inbox<RoomMessage> inbox = new Inbox<>(INBOX_LIMITS, (message) -> message.payload().length);

	private final TreeMap<Long, MonoSink<Void>> unsafe = new TreeMap<>();

	private final ClientRoster roster = new ClientRoster();

	private @Nullable Route route;

	private int maxPayloadBytes = Limits.DEFAULT_MAX_FRAME_BYTES - HEADER_BYTES;

	private @Nullable RefusedException refused;

	private long unreliableSequence;

	private Disposable nextLook = Disposables.disposed();

	private boolean joinedBefore;

	private boolean closed;

	ClientRoom(String name, Settings.Sessions settings, Loop loop, DeliveryCounters counters, RoomNumbers before,
			Consumer<ClientRoom> remover) {
		this.name = name;
		this.loop = loop;
		this.counters = counters;
		this.before = before;
		this.remover = remover;
		this.outbox = new Outbox(settings.outboxBytes(), settings.tail().toNanos(), before.reliable());
		this.unreliableSequence = before.unreliable();
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Flux<RoomMessage> messages() {
		return this.messages.asFlux().onBackpressureBuffer(SUBSCRIBER_BUFFER);
	}

	@Override
	public Flux<RoomEvent> events() {
		return this.events.asFlux().onBackpressureBuffer(SUBSCRIBER_BUFFER);
	}

	@Override
	public List<Member> roster() {
		return this.roster.members();
	}

	@Override
	public Mono<Void> publish(byte[] payload, DeliveryClass deliveryClass) {
		byte[] copy = payload.clone();
		return onLoop((sink) -> {
			if (copy.length > this.maxPayloadBytes) {
				sink.error(new MessageTooLargeException(copy.length, this.maxPayloadBytes));
			}
			else if (deliveryClass == DeliveryClass.RELIABLE) {
				publishReliable(copy, sink);
			}
			else {
				publishUnreliable(copy, sink);
			}
		});
	}

	@Override
	public Mono<Void> leave() {
		return onLoop((sink) -> {
			close();
			sink.success();
		});
	}

	private Mono<Void> onLoop(Consumer<MonoSink<Void>> action) {
		return Mono.create((sink) -> {
			boolean accepted = this.loop.execute(() -> {
				if (this.closed) {
					sink.error(closedError());
				}
				else {
					action.accept(sink);
				}
			});
			if (!accepted) {
				sink.error(closedError());
			}
		});
	}

	private void publishReliable(byte[] payload, MonoSink<Void> sink) {
		if (this.refused != null) {
			sink.error(this.refused);
			return;
		}
		try {
			if (this.route != null) {
				this.route.admit(payload.length);
			}
			long sequence = this.outbox.append(payload, this.loop.nanos());
			this.unsafe.put(sequence, sink);
			this.counters.unacknowledged.increment();
			send(DeliveryClass.RELIABLE, sequence, payload);
		}
		catch (OutboxFullException | RateLimitedException ex) {
			sink.error(ex);
		}
	}

	private void publishUnreliable(byte[] payload, MonoSink<Void> sink) {
		send(DeliveryClass.UNRELIABLE, ++this.unreliableSequence, payload);
		sink.success();
	}

	private void send(DeliveryClass deliveryClass, long sequence, byte[] payload) {
		Integer handle = handle();
		if (handle != null && this.route != null) {
			this.route.send(new Frame.Publish(handle, deliveryClass, sequence, Unpooled.wrappedBuffer(payload)));
		}
	}

	private @Nullable Integer handle() {
		return (this.route != null) ? this.route.handle(this.name) : null;
	}

	/**
	 * Takes another way, and says again there what may not have arrived over the last
	 * one, but for what the gateway says it has. A message that was taken in under
	 * another limit and is too large here fails: the gateway would close over it.
	 */
	void switchTo(@Nullable Route next) {
		this.route = next;
		if (next != null && handle() != null) {
			this.maxPayloadBytes = next.limits().maxFrameBytes() - HEADER_BYTES;
			this.outbox.removeLargerThan(this.maxPayloadBytes).forEach(this::failTooLarge);
			Received received = next.received(this.name);
			this.outbox.tail(this.loop.nanos(), (sequence) -> received != null && received.contains(sequence))
				.forEach((entry) -> send(DeliveryClass.RELIABLE, entry.sequence(), entry.payload()));
		}
	}

	private void failTooLarge(Outbox.Entry entry) {
		fail(entry.sequence(), new MessageTooLargeException(entry.payload().length, this.maxPayloadBytes));
	}

	private void fail(long sequence, Exception cause) {
		MonoSink<Void> sink = this.unsafe.remove(sequence);
		if (sink != null) {
			this.counters.unacknowledged.decrement();
			sink.error(cause);
		}
	}

	/** Returns where somebody goes on who comes back into the room. */
	RoomNumbers numbers() {
		return new RoomNumbers(this.outbox.lastSequence(), this.unreliableSequence);
	}

	/** Returns what asks a gateway for the room. */
	ControlFrames.Join join() {
		return new ControlFrames.Join(this.name, this.before.reliable(), this.outbox.acknowledged());
	}

	/** Tells whether no message is known to be missing. */
	boolean isCaughtUp() {
		return this.inbox.isCaughtUp();
	}

	/** A new session counts from 1 again, and what is not safe belongs to it now. */
	void restart() {
		Map<Long, Long> sequences = this.outbox.restart();
		Map<Long, MonoSink<Void>> former = new TreeMap<>(this.unsafe);
		this.unsafe.clear();
		former.forEach((sequence, sink) -> this.unsafe.put(sequences.get(sequence), sink));
		this.unreliableSequence = 0;
		this.before = RoomNumbers.NONE;
	}

	void onJoined(ControlFrames.Joined joined, SessionId self, Route from) {
		this.refused = null;
		RoomEvent event = this.roster.replace(joined.members());
		Map<Long, Long> positions = joined.positions()
			.stream()
			.filter((position) -> !position.session().equals(self))
			.collect(Collectors.toMap((position) -> position.session().value(), ControlFrames.Position::sequence,
					Math::max));
		if (this.joinedBefore) {
			this.inbox.resume(positions);
		}
		else {
			this.inbox.begin(positions, joined.positions().size() < ControlFrames.Joined.MAX_POSITIONS);
		}
		this.joinedBefore = true;
		askForReplay(from);
		tell(event);
	}

	void onMemberJoined(ControlFrames.MemberJoined joined) {
		RoomEvent event = this.roster.joined(joined.member());
		if (event instanceof RoomEvent.MemberJoined) {
			long sender = joined.member().session().value();
			this.inbox.begin(sender, joined.before());
			this.inbox.presence(sender, true, this.loop.nanos());
		}
		tell(event);
	}

	void onMemberChanged(Member member) {
		tell(this.roster.changed(member));
	}

	void onMemberLeft(SessionId session) {
		RoomEvent event = this.roster.left(session);
		if (event != null) {
			this.inbox.presence(session.value(), false, this.loop.nanos());
		}
		tell(event);
	}

	void onDeliver(Frame.Deliver deliver, Route from) {
		RoomMessage message = new RoomMessage(this.name, new SessionId(deliver.sender()), deliver.deliveryClass(),
				deliver.sequence(), ByteBufUtil.getBytes(deliver.payload()));
		if (message.deliveryClass() == DeliveryClass.UNRELIABLE) {
			if (this.inbox.unreliable(deliver.sender(), deliver.sequence())) {
				handOn(message);
			}
			return;
		}
		if (this.inbox.hasSeen(deliver.sender(), deliver.sequence())) {
			this.counters.repeated.increment();
			return;
		}
		Inbox.Released<RoomMessage> released = this.inbox.reliable(deliver.sender(), deliver.sequence(), message);
		handOn(released);
		if (released.messages().isEmpty()) {
			askForReplay(from);
		}
	}

	void onAck(long sequence) {
		this.outbox.acknowledge(sequence, this.loop.nanos());
		Map<Long, MonoSink<Void>> safe = this.unsafe.headMap(this.outbox.acknowledged(), true);
		this.counters.unacknowledged.add(-safe.size());
		List<MonoSink<Void>> sinks = List.copyOf(safe.values());
		safe.clear();
		sinks.forEach(MonoSink::success);
	}

	void onGap(ControlFrames.Gap gap) {
		handOn(this.inbox.gap(new Inbox.Missing(gap.session().value(), gap.from(), gap.to())));
	}

	/**
	 * Takes the gateway's no to a message: it goes nowhere, whatever is said of it later.
	 */
	void onRefused(RefusedException refused, long sequence) {
		this.outbox.remove(sequence);
		fail(sequence, refused);
	}

	/**
	 * Takes the gateway's no.
	 * @param toJoin whether it keeps the client out of the room
	 */
	void onRefused(RefusedException refused, boolean toJoin) {
		if (toJoin) {
			this.refused = refused;
			failUnsafe(refused);
		}
		this.events.tryEmitNext(new RoomEvent.Refused(refused));
	}

	/** Asks once more for what is missing, or gives it up. */
	void closeGaps() {
		handOn(this.inbox.abandonUnanswered());
		if (this.route != null && handle() != null) {
			askForReplay(this.route);
		}
	}

	void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.nextLook.dispose();
		this.remover.accept(this);
		failUnsafe(closedError());
		this.messages.tryEmitComplete();
		this.events.tryEmitComplete();
	}

	private void askForReplay(Route from) {
		List<ControlFrames.Position> after = this.inbox.replayDue(this.loop.nanos())
			.entrySet()
			.stream()
			.map((due) -> new ControlFrames.Position(new SessionId(due.getKey()), due.getValue()))
			.toList();
		if (!after.isEmpty()) {
			from.send(new ControlFrames.Replay(this.name, after));
		}
		if (this.nextLook.isDisposed() && !this.inbox.isCaughtUp()) {
			this.nextLook = this.loop.schedule(this::closeGaps, Duration.ofNanos(INBOX_LIMITS.pauseNanos()));
		}
	}

	private void handOn(Inbox.Released<RoomMessage> released) {
		for (Inbox.Missing missing : released.lost()) {
			this.counters.lost.add(missing.to() - missing.from() + 1);
			this.events.tryEmitNext(new RoomEvent.Gap(new SessionId(missing.sender()), missing.from(), missing.to()));
		}
		released.messages().forEach(this::handOn);
	}

	private void tell(@Nullable RoomEvent news) {
		if (news != null) {
			this.events.tryEmitNext(news);
		}
	}

	private void handOn(RoomMessage message) {
		this.counters.received.increment();
		this.messages.tryEmitNext(message);
	}

	private void failUnsafe(Throwable cause) {
		List<MonoSink<Void>> sinks = List.copyOf(this.unsafe.values());
		this.counters.unacknowledged.add(-sinks.size());
		this.unsafe.clear();
		sinks.forEach((sink) -> sink.error(cause));
	}

	private IllegalStateException closedError() {
		return new IllegalStateException("room " + this.name + " is left or the client is closed");
	}

}
