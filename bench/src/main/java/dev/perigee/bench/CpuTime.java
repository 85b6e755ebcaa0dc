package dev.perigee.bench;

import java.time.Duration;

/**
 * What processes have used of the processor. Stateless.
 */
public final class CpuTime {

	private CpuTime() {
	}

	/**
	 * Returns the CPU time of a process, user and system, of all its threads.
	 * @param pid which
	 * @return since its start; in steps of 10 ms on Linux
	 * @throws java.util.NoSuchElementException when it has ended
	 */
	public static Duration of(long pid) {
		return ProcessHandle.of(pid).flatMap((process) -> process.info().totalCpuDuration()).orElseThrow();
	}

}
