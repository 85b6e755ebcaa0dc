package dev.perigee.lab.demo;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Accounts for numbered messages: every participant numbers what it publishes from 1, and
 * every other participant should get each number once and in order.
 * <p>
 * Safe for use by several threads.
 */
public final class MessageLedger {

	/** Guarded by this. */
	private final Map<String, Integer> published = new LinkedHashMap<>();

	/** Guarded by this; the key is receiver and sender. */
	private final Map<Pair, Arrivals> arrivals = new LinkedHashMap<>();

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
		this.arrivals.computeIfAbsent(new Pair(receiver, sender), (pair) -> new Arrivals()).book(number);
	}

	/**
	 * Adds up the accounts.
	 * @return the totals so far; what is still under way counts as lost
	 */
	public synchronized Totals totals() {
		long sent = 0;
		long received = 0;
		long missing = 0;
		long repeated = 0;
		long outOfOrder = 0;
		for (Map.Entry<String, Integer> sender : this.published.entrySet()) {
			for (String receiver : this.published.keySet()) {
				if (!receiver.equals(sender.getKey())) {
					Arrivals booked = this.arrivals.getOrDefault(new Pair(receiver, sender.getKey()), new Arrivals());
					sent += sender.getValue();
					received += booked.numbers.cardinality();
					missing += sender.getValue() - booked.numbers.cardinality();
					repeated += booked.repeated;
					outOfOrder += booked.outOfOrder;
				}
			}
		}
		return new Totals(sent, received, missing, repeated, outOfOrder);
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

		private void book(int number) {
			if (this.numbers.get(number)) {
				this.repeated++;
				return;
			}
			if (number < this.numbers.length() - 1) {
				this.outOfOrder++;
			}
			this.numbers.set(number);
		}

	}

}
