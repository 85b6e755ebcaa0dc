package dev.perigee.bench.soak;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.perigee.bench.soak.SoakWorld.Vitals;

/**
 * What a soak has shown. Also the shape of its JSON.
 *
 * @param minutes how long it was
 * @param messages what became of the messages
 * @param faults what befell the world
 * @param heapMiB live objects of the gateways that ran all the time
 * @param before what gateways held before; not in the JSON
 * @param after what gateways held when all users were gone; not in the JSON
 */
record SoakReport(int minutes, Messages messages, List<FaultCount> faults, Heap heapMiB, @JsonIgnore Vitals before,
		@JsonIgnore Vitals after) {

	private static final double MIB = 1 << 20;

	/** Caches fill and meters appear; what grows with each user would be far more. */
	private static final double HEAP_SLACK_MIB = 8;

	/** Connections between processes come and go. */
	private static final long FILES_SLACK = 8;

	SoakReport {
		faults = List.copyOf(faults);
	}

	static SoakReport of(int minutes, Messages messages, List<FaultCount> faults, Vitals before, Vitals after) {
		return new SoakReport(minutes, messages, faults, new Heap(before.heapBytes() / MIB, after.heapBytes() / MIB),
				before, after);
	}

	/** Names what is not as it should be; empty when nothing is. */
	List<String> flaws() {
		List<String> flaws = new ArrayList<>();
		if (!this.messages.areFlawless()) {
			flaws.add("messages: " + this.messages);
		}
		if (this.heapMiB.end > this.heapMiB.start + HEAP_SLACK_MIB) {
			flaws.add("heap: %.1f MiB became %.1f MiB".formatted(this.heapMiB.start, this.heapMiB.end));
		}
		if (this.after.openFiles() > this.before.openFiles() + FILES_SLACK) {
			flaws.add("file descriptors: %d became %d".formatted(this.before.openFiles(), this.after.openFiles()));
		}
		if (this.after.subscriptions() > this.before.subscriptions()) {
			flaws.add("subscriptions: %d became %d".formatted(this.before.subscriptions(), this.after.subscriptions()));
		}
		if (this.after.leakedBuffers() > 0) {
			flaws.add("leaked buffers: %d reported".formatted(this.after.leakedBuffers()));
		}
		return flaws;
	}

	/** The report as a table. */
	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add("%-18s %14s".formatted("minutes", this.minutes));
		lines.add("%-18s %14d".formatted("sent", this.messages.sent));
		lines.add("%-18s %14d".formatted("received", this.messages.received));
		lines.add("%-18s %14d".formatted("lost", this.messages.lost));
		lines.add("%-18s %14d".formatted("repeated", this.messages.repeated));
		lines.add("%-18s %14d".formatted("out of order", this.messages.outOfOrder));
		lines.add("%-18s %14d".formatted("gaps", this.messages.gaps));
		this.faults.forEach((fault) -> lines.add("%-18s %14d".formatted(fault.kind, fault.count)));
		lines.add("%-18s %14s %10s".formatted("", "start", "end"));
		lines.add("%-18s %14.1f %10.1f".formatted("heap MiB", this.heapMiB.start, this.heapMiB.end));
		lines.add("%-18s %14d %10d".formatted("file descriptors", this.before.openFiles(), this.after.openFiles()));
		lines
			.add("%-18s %14d %10d".formatted("subscriptions", this.before.subscriptions(), this.after.subscriptions()));
		lines.add(
				"%-18s %14d %10d".formatted("leaked buffers", this.before.leakedBuffers(), this.after.leakedBuffers()));
		return lines;
	}

	/**
	 * What became of messages.
	 *
	 * @param sent messages that should arrive: each counts once for each receiver
	 * @param received different messages that arrived
	 * @param lost messages that did not arrive
	 * @param repeated arrivals of a message that had arrived before
	 * @param outOfOrder arrivals after a later message of the same sender
	 * @param gaps messages that a receiver was told to do without
	 */
	record Messages(long sent, long received, long lost, long repeated, long outOfOrder, long gaps) {

		static final Messages NONE = new Messages(0, 0, 0, 0, 0, 0);

		Messages plus(Messages more) {
			return new Messages(this.sent + more.sent, this.received + more.received, this.lost + more.lost,
					this.repeated + more.repeated, this.outOfOrder + more.outOfOrder, this.gaps + more.gaps);
		}

		/** Each arrived once and in order. */
		boolean areFlawless() {
			return this.lost + this.repeated + this.outOfOrder + this.gaps == 0;
		}

	}

	/**
	 * How often one kind of fault struck.
	 *
	 * @param kind what
	 * @param count how often
	 */
	record FaultCount(String kind, int count) {

	}

	/**
	 * Live objects, in MiB.
	 *
	 * @param start before the first user
	 * @param end after the last user
	 */
	record Heap(double start, double end) {

	}

}
