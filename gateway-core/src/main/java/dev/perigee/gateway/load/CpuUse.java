package dev.perigee.gateway.load;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Which part of the processors this process uses, averaged over some seconds. In a
 * container the processors are those that it may use. Confined to its owner's timer.
 */
final class CpuUse {

	/** What is this old counts for a third. */
	private static final double MEMORY_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final LongSupplier cpuNanos;

	private final IntSupplier processors;

	private long lastCpuNanos;

	private long lastNanos;

	private double use;

	/**
	 * Begins with an idle process.
	 * @param cpuNanos how long all threads of this process have run; -1 if not known
	 * @param processors how many may run at once
	 * @param nowNanos the present
	 */
	CpuUse(LongSupplier cpuNanos, IntSupplier processors, long nowNanos) {
		this.cpuNanos = cpuNanos;
		this.processors = processors;
		this.lastCpuNanos = cpuNanos.getAsLong();
		this.lastNanos = nowNanos;
	}

	/**
	 * Looks at the time since it was called last.
	 * @return 0 to 1
	 */
	double next(long nowNanos) {
		long cpu = this.cpuNanos.getAsLong();
		long elapsed = nowNanos - this.lastNanos;
		if (elapsed > 0 && cpu >= 0) {
			double present = Math.min(1,
					(double) (cpu - this.lastCpuNanos) / elapsed / Math.max(1, this.processors.getAsInt()));
			this.use += (present - this.use) * (1 - Math.exp(-elapsed / MEMORY_NANOS));
			this.lastCpuNanos = cpu;
			this.lastNanos = nowNanos;
		}
		return this.use;
	}

}
