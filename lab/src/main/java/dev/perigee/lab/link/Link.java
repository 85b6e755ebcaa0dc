package dev.perigee.lab.link;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;

/**
 * A path of the world, emulated in user space: what enters at the address of a
 * {@link Passage} leaves at its target, and the other way, under the conditions of the
 * link. Conditions can be changed at any time; each change holds for all passages, in
 * both directions, when its method returns, and bytes that are already under way keep the
 * delay they have.
 *
 * <p>
 * A link adds less than a millisecond of its own. It has no bandwidth limit.
 *
 * <p>
 * Thread-safe, but not to be called from the link's own event loop. Made by
 * {@link Links}, closed with it.
 */
public final class Link {

	private final String label;

	private final EventLoop loop;

	private final LinkTimer timer;

	/** Confined to the event loop. */
	private final RandomGenerator random;

	/** Written under the lock of this, so that no change of two threads is lost. */
	private volatile Conditions conditions = Conditions.CLEAR;

	private final List<Passage> passages = new CopyOnWriteArrayList<>();

	private final LinkCounters counters = new LinkCounters();

	/** Confined to the event loop. */
	private @Nullable Throwable failure;

	Link(String label, EventLoop loop, LinkTimer timer, RandomGenerator random) {
		this.label = label;
		this.loop = loop;
		this.timer = timer;
		this.random = random;
	}

	/**
	 * Sets how long everything takes from one end to the other.
	 * @param oneWay delay of one direction
	 * @return this
	 */
	public Link delay(Duration oneWay) {
		return change((now) -> now.withDelay(notNegative(oneWay)));
	}

	/**
	 * Sets how much the delay varies. Datagrams overtake each other; a byte stream keeps
	 * its order.
	 * @param bound upper bound of the uniformly distributed delay that is added
	 * @return this
	 */
	public Link jitter(Duration bound) {
		return change((now) -> now.withJitter(notNegative(bound)));
	}

	/**
	 * Sets the share of packets that are lost. A datagram is gone; a lost TCP segment
	 * holds up what is behind it for a round trip and the 200 ms after which a sender
	 * repeats it.
	 * @param percent 0 to 100
	 * @return this
	 */
	public Link loss(double percent) {
		if (!(percent >= 0 && percent <= 100)) {
			throw new IllegalArgumentException("Loss must be 0 to 100 percent: " + percent);
		}
		return change((now) -> now.withLoss(percent / 100));
	}

	/**
	 * Makes the link silent, or ends the silence. Nothing passes and nobody is told:
	 * datagrams vanish; TCP connections stay open, new ones are accepted but not served,
	 * and all go on where they were afterwards.
	 * @param active whether the link is a black hole
	 * @return this
	 */
	public Link blackHole(boolean active) {
		return change((now) -> now.withBlackHole(active));
	}

	/**
	 * Cuts the link for everybody to notice: TCP connections are reset and new ones
	 * refused; the UDP address is unreachable.
	 * @return this
	 */
	public Link cut() {
		change((now) -> now.withAdmission(Conditions.Admission.CUT));
		return reset();
	}

	/**
	 * Refuses who is new, TCP connections and UDP clients, and leaves alone who is known.
	 * @return this
	 */
	public Link refuseNew() {
		return change((now) -> now.withAdmission(Conditions.Admission.REFUSING));
	}

	/**
	 * Ends what is established, as a middlebox does that lost its state: TCP connections
	 * are reset, a UDP client appears under a new address. New connections are welcome,
	 * if they were.
	 * @return this
	 */
	public Link reset() {
		return run(() -> this.passages.forEach(Passage::reset));
	}

	/**
	 * Takes back {@link #cut()}, {@link #refuseNew()} and {@link #blackHole(boolean)}.
	 * Delay, jitter and loss stay.
	 * @return this
	 */
	public Link restore() {
		return change((now) -> now.withAdmission(Conditions.Admission.OPEN).withBlackHole(false));
	}

	/**
	 * Returns where to dial, when the link has one passage.
	 * @return the passage's address
	 */
	public InetSocketAddress address() {
		if (this.passages.size() != 1) {
			throw new IllegalStateException("%s has %d passages".formatted(this, this.passages.size()));
		}
		return this.passages.get(0).address();
	}

	/**
	 * Returns the ways over this link, in the order in which they were made.
	 * @return the passages
	 */
	public List<Passage> passages() {
		return List.copyOf(this.passages);
	}

	/**
	 * Counts what has crossed so far.
	 * @return a snapshot
	 */
	public LinkStatistics statistics() {
		return this.counters.snapshot();
	}

	Passage add(Passage passage) {
		run(passage::reconcile);
		this.passages.add(passage);
		return passage;
	}

	void close() {
		run(() -> this.passages.forEach(Passage::close));
	}

	Conditions conditions() {
		return this.conditions;
	}

	EventLoop loop() {
		return this.loop;
	}

	LinkTimer timer() {
		return this.timer;
	}

	RandomGenerator random() {
		return this.random;
	}

	LinkCounters counters() {
		return this.counters;
	}

	/**
	 * Takes note that a socket could not be bound, for the caller of the change that
	 * wanted it.
	 */
	void report(@Nullable Throwable cause) {
		this.failure = (cause != null) ? cause : this.failure;
	}

	private Link change(UnaryOperator<Conditions> next) {
		synchronized (this) {
			this.conditions = next.apply(this.conditions);
		}
		return run(() -> this.passages.forEach(Passage::reconcile));
	}

	/**
	 * Runs on the event loop and returns when the kernel knows: a bind is a task of the
	 * next turn, and a socket that is registered with a selector is open until the next
	 * select, after which a task runs that the loop has scheduled.
	 */
	private Link run(Runnable task) {
		Promise<@Nullable Void> settled = this.loop.newPromise();
		this.loop.submit(() -> {
			task.run();
			this.loop.schedule(() -> settle(settled), 0, TimeUnit.NANOSECONDS);
		}).syncUninterruptibly();
		settled.syncUninterruptibly();
		return this;
	}

	private void settle(Promise<@Nullable Void> settled) {
		Throwable taken = this.failure;
		this.failure = null;
		if (taken != null) {
			settled.setFailure(new IllegalStateException("Cannot open " + this, taken));
		}
		else {
			settled.setSuccess(null);
		}
	}

	private static long notNegative(Duration duration) {
		if (duration.isNegative()) {
			throw new IllegalArgumentException("Must not be negative: " + duration);
		}
		return duration.toNanos();
	}

	@Override
	public String toString() {
		return "Link[" + this.label + "]";
	}

}
