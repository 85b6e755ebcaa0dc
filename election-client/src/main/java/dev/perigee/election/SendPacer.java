package dev.perigee.election;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import dev.perigee.election.delivery.RateLimitedException;
import dev.perigee.election.delivery.SendAllowance;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Limits;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Sends messages over one connection no faster than its gateway takes them. New ones are
 * refused to whoever publishes too fast; what has to be said again after an outage may be
 * more than a gateway takes at once, and waits its turn here. Confined to the client's
 * loop.
 */
final class SendPacer {

	/** Length, type, room, class and sequence of a message. */
	private static final int HEADER_BYTES = 18;

	private final Loop loop;

	private final Consumer<Frame.Publish> connection;

	/** For what is new. */
	private final SendAllowance admitted = new SendAllowance();

	/** For all that is sent. */
	private final SendAllowance sent = new SendAllowance();

	private final Deque<Frame.Publish> waiting = new ArrayDeque<>();

	private Disposable next = Disposables.disposed();

	SendPacer(Loop loop, Consumer<Frame.Publish> connection) {
		this.loop = loop;
		this.connection = connection;
	}

	/** Begins anew with what a gateway has announced. */
	void announced(Limits limits) {
		this.admitted.announced(limits, this.loop.nanos());
		this.sent.announced(limits, this.loop.nanos());
	}

	/**
	 * Admits one new reliable message.
	 * @throws RateLimitedException when the gateway might refuse it
	 */
	void admit(int payloadBytes) throws RateLimitedException {
		long nowNanos = this.loop.nanos();
		long waitNanos = this.admitted.waitNanos(nowNanos);
		if (waitNanos > 0) {
			throw new RateLimitedException(Duration.ofNanos(waitNanos));
		}
		this.admitted.spend(payloadBytes + HEADER_BYTES, nowNanos);
	}

	/**
	 * Sends a message as soon as the gateway takes it, behind those that wait already; an
	 * unreliable one at once or never.
	 */
	void send(Frame.Publish message) {
		boolean mustWait = !this.waiting.isEmpty() || this.sent.waitNanos(this.loop.nanos()) > 0;
		if (message.deliveryClass() == DeliveryClass.RELIABLE) {
			this.waiting.add(message);
			if (!mustWait) {
				advance();
			}
			else if (this.next.isDisposed()) {
				advanceLater();
			}
		}
		else if (!mustWait) {
			this.admitted.spend(bytes(message), this.loop.nanos());
			transmit(message);
		}
	}

	/** Sends no more to a room: its handle may come to stand for another one. */
	void withdraw(int room) {
		this.waiting.removeIf((message) -> message.room() == room);
	}

	/** Sends no more: what waits is said again elsewhere. */
	void stop() {
		this.next.dispose();
		this.waiting.clear();
	}

	private void advance() {
		while (!this.waiting.isEmpty() && this.sent.waitNanos(this.loop.nanos()) <= 0) {
			transmit(this.waiting.remove());
		}
		if (!this.waiting.isEmpty()) {
			advanceLater();
		}
	}

	private void advanceLater() {
		this.next = this.loop.schedule(() -> {
			this.next = Disposables.disposed();
			advance();
		}, Duration.ofNanos(Math.max(0, this.sent.waitNanos(this.loop.nanos()))));
	}

	private void transmit(Frame.Publish message) {
		this.sent.spend(bytes(message), this.loop.nanos());
		this.connection.accept(message);
	}

	private static int bytes(Frame.Publish message) {
		return message.payload().readableBytes() + HEADER_BYTES;
	}

}
