package dev.perigee.bench.fanout;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What was measured.
 *
 * @param members how many get each message
 * @param messagesPerWrite how many messages the speaker sends at once
 * @param results one of each server and size
 */
record FanOutReport(int members, int messagesPerWrite, List<Result> results) {

	/** Returns the report for people. */
	List<String> lines() {
		return Stream.concat(Stream.of("Delivered per CPU-second of the server to %d members, %d messages a write"
			.formatted(this.members, this.messagesPerWrite)), this.results.stream().map(Result::line)).toList();
	}

	/**
	 * What one server did.
	 *
	 * @param server which
	 * @param payloadBytes the size of the messages
	 * @param deliveredPerCpuSecond messages
	 * @param ofBare what part that is of what bare Netty did in the same run
	 */
	record Result(String server, int payloadBytes, double deliveredPerCpuSecond, double ofBare) {

		private String line() {
			return String.format(Locale.ROOT, "%-22s %5d B %12.0f  %5.1f %% of bare Netty", this.server,
					this.payloadBytes, this.deliveredPerCpuSecond, 100 * this.ofBare);
		}

	}

}
