package dev.perigee.lab.traffic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Accounts for numbered messages: every participant numbers what it publishes from 1, and
 * every other participant should get each number once and in order.
 * <p>
 * Safe for use by several threads.
 */
public final class MessageLedger {

	private final LongSupplier nanoClock;

	/** Guarded by this. */
	private final Map<String, Integer> published = new LinkedHashMap<>();

	/** Guarded by this. */
	private long gaps;

	/** Guarded by this; the key is receiver and sender. */
	private final Map<Pair, Arrivals> arrivals = new LinkedHashMap<>();

	/**
	 * Opens the books.
	 * @param nanoClock dates arrivals
	 */
	public MessageLedger(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
	}

	/**
	 * Opens the account of a participant.
	 * @param name who
	 */
	public synchronized void join(String name) {
		this.published.put(name, 0);
	}

	/**
	 * Draws the number of a participant's next message.
	 * @param sender who publishes
	 * @return the number, from 1
	 */
	public synchronized int publish(String sender) {
		return this.published.merge(sender, 1, Integer::sum);
	}

	/**
	 * Books an arrival.
	 * @param receiver who got it
	 * @param sender who published it
	 * @param number the message's number
	 */
	public synchronized void arrived(String receiver, String sender, int number) {
		this.arrivals.computeIfAbsent(new Pair(receiver, sender), (pair) -> new Arrivals())
			.book(number, this.nanoClock.getAsLong());
	}

	/**
	 * Books messages that a participant was told to do without.
	 * @param count how many
	 */
	public synchronized void missed(long count) {
		this.gaps += count;
	}

	/**
	 * Returns how many messages participants were told to do without.
	 * @return each counts once for each receiver
	 */
	public synchronized long gaps() {
		return this.gaps;
	}

	/**
	 * Returns how much everybody has published so far.
	 * @return each participant's last number
	 */
	public synchronized Map<String, Integer> published() {
		return Map.copyOf(this.published);
	}

	/**
	 * Tells whether everybody has everything up to some numbers.
	 * @param upTo a number for each sender
	 * @return whether none of the messages is missing anywhere
	 */
	public synchronized boolean haveArrived(Map<String, Integer> upTo) {
		return upTo.entrySet()
			.stream()
			.allMatch((sender) -> this.published.keySet()
				.stream()
				.filter((receiver) -> !receiver.equals(sender.getKey()))
				.allMatch((receiver) -> booked(receiver, sender.getKey()).hasAllUpTo(sender.getValue())));
	}

	/** Forgets the silences of before, but for those that are not over. */
	public synchronized void watchForSilence() {
		this.arrivals.values().forEach((booked) -> booked.longestSilenceNanos = 0);
	}

	/**
	 * Returns the longest time in which a participant who has heard another one got no
	 * new message of his.
	 * @return the longest since {@link #watchForSilence()}, one that is not over included
	 */
	public synchronized Duration longestSilence() {
		long nowNanos = this.nanoClock.getAsLong();
		return Duration.ofNanos(
				this.arrivals.values().stream().mapToLong((booked) -> booked.silenceNanos(nowNanos)).max().orElse(0));
	}

	/**
	 * Adds up the accounts.
	 * @return the totals so far; what is still under way counts as lost
	 */
	public synchronized Totals totals() {
		return totals(this.published);
	}

	/**
	 * Adds up the accounts of what was published up to some numbers.
	 * @param upTo a number for each sender
	 * @return the totals, in which later messages count neither as sent nor as lost
	 */
	public synchronized Totals totals(Map<String, Integer> upTo) {
		long sent = 0;
		long received = 0;
		long missing = 0;
		long repeated = 0;
		long outOfOrder = 0;
		for (Map.Entry<String, Integer> sender : upTo.entrySet()) {
			for (String receiver : this.published.keySet()) {
				if (!receiver.equals(sender.getKey())) {
					Arrivals booked = booked(receiver, sender.getKey());
					int arrived = booked.countUpTo(sender.getValue());
					sent += sender.getValue();
					received += arrived;
					missing += sender.getValue() - arrived;
					repeated += booked.repeated;
					outOfOrder += booked.outOfOrder;
				}
			}
		}
		return new Totals(sent, received, missing, repeated, outOfOrder);
	}

	/**
	 * Describes what is not as it should be.
	 * @return a line for each receiver and sender with a message that did not arrive once
	 * and in order
	 */
	public synchronized List<String> flaws() {
		List<String> flaws = new ArrayList<>();
		this.published.forEach((sender, last) -> this.published.keySet()
			.stream()
			.filter((receiver) -> !receiver.equals(sender))
			.map((receiver) -> flaw(receiver, sender, last))
			.filter((text) -> !text.isEmpty())
			.forEach(flaws::add));
		return flaws;
	}

	private String flaw(String receiver, String sender, int last) {
		Arrivals booked = booked(receiver, sender);
		BitSet missing = new BitSet();
		missing.set(1, last + 1);
		missing.andNot(booked.numbers);
		return (missing.isEmpty() && booked.repeated + booked.outOfOrder == 0) ? ""
				: "%s misses %d of 1 to %d of %s, the first %d and the last %d; %d repeated, %d out of order".formatted(
						receiver, missing.cardinality(), last, sender, missing.nextSetBit(0), missing.length() - 1,
						booked.repeated, booked.outOfOrder);
	}

	private Arrivals booked(String receiver, String sender) {
		return this.arrivals.getOrDefault(new Pair(receiver, sender), new Arrivals());
	}

	/**
	 * The sum of all accounts.
	 *
	 * @param sent messages that should arrive: each counts once for each receiver
	 * @param received different messages that arrived
	 * @param lost messages that did not arrive
	 * @param repeated arrivals of a message that had arrived before
	 * @param outOfOrder arrivals after a later message of the same sender
	 */
	public record Totals(long sent, long received, long lost, long repeated, long outOfOrder) {
	}

	private record Pair(String receiver, String sender) {
	}

	private static final class Arrivals {

		private final BitSet numbers = new BitSet();

		private long repeated;

		private long outOfOrder;

		private long lastNanos;

		private long longestSilenceNanos;

		private void book(int number, long nowNanos) {
			if (this.numbers.get(number)) {
				this.repeated++;
				return;
			}
			if (number < this.numbers.length() - 1) {
				this.outOfOrder++;
			}
			this.longestSilenceNanos = silenceNanos(nowNanos);
			this.lastNanos = nowNanos;
			this.numbers.set(number);
		}

		private int countUpTo(int number) {
			return this.numbers.get(0, number + 1).cardinality();
		}

		private boolean hasAllUpTo(int number) {
			return this.numbers.nextClearBit(1) > number;
		}

		private long silenceNanos(long nowNanos) {
			return this.numbers.isEmpty() ? 0 : Math.max(this.longestSilenceNanos, nowNanos - this.lastNanos);
		}

	}

}
