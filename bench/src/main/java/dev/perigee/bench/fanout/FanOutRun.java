package dev.perigee.bench.fanout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

import dev.perigee.bench.CpuTime;
import dev.perigee.bench.member.Member;
import dev.perigee.lab.time.LabClock;
import dev.perigee.protocol.Frame;

/**
 * One speaker, many members, and the process that serves them. The speaker sends several
 * messages in a write and never more than a window ahead of the slowest member, so that
 * nothing waits long and nothing is dropped.
 */
final class FanOutRun {

	private static final int WINDOW = 256;

	private static final Duration STALLED = Duration.ofSeconds(20);

	private final Member speaker;

	private final List<Member> members;

	private final IntFunction<Frame[]> nextFrames;

	private final int messagesPerWrite;

	private long sent;

	/**
	 * Prepares a run.
	 * @param speaker who sends
	 * @param members who count
	 * @param nextFrames makes the frames of a write, given how many
	 * @param messagesPerWrite how many messages a write has
	 */
	FanOutRun(Member speaker, List<Member> members, IntFunction<Frame[]> nextFrames, int messagesPerWrite) {
		this.speaker = speaker;
		this.members = members;
		this.nextFrames = nextFrames;
		this.messagesPerWrite = messagesPerWrite;
	}

	/**
	 * Measures.
	 * @param pid the serving process
	 * @param warmUp not measured
	 * @param time measured
	 * @return messages delivered per second of the process' CPU time
	 */
	double deliveredPerCpuSecond(long pid, Duration warmUp, Duration time) {
		speakFor(warmUp);
		Duration cpuBefore = CpuTime.of(pid);
		long before = delivered();
		speakFor(time);
		long delivered = delivered() - before;
		return delivered / (CpuTime.of(pid).minus(cpuBefore).toNanos() / 1e9);
	}

	/** Returns once everything has arrived. */
	private void speakFor(Duration time) {
		long end = LabClock.nanoTime() + time.toNanos();
		while (LabClock.nanoTime() - end < 0) {
			if (this.sent - slowest() < WINDOW) {
				this.speaker.send(this.nextFrames.apply(this.messagesPerWrite));
				this.sent += this.messagesPerWrite;
			}
			else {
				LockSupport.parkNanos(50_000);
			}
		}
		LabClock.await(STALLED, () -> slowest() == this.sent,
				() -> "all of %d messages; the slowest member has %d".formatted(this.sent, slowest()));
	}

	private long slowest() {
		return this.members.stream().mapToLong(Member::delivered).min().orElseThrow();
	}

	private long delivered() {
		return this.members.stream().mapToLong(Member::delivered).sum();
	}

}
