package dev.perigee.gateway.load;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

import dev.perigee.gateway.cluster.NodeLoad;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Measures the load of this node, once a second but for the sessions, which count at
 * once. Safe for use by several threads.
 */
public final class LoadMeter implements NodeLoad {

	private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private final Sources sources;

	private final LoopLag loopLag;

	private final Scheduler timer;

	private final LongSupplier nanoClock;

	/** Written on the timer. */
	private volatile LoadSample sample = new LoadSample(0, 0, 0, 0);

	/** Written on the timer. */
	private volatile Overload overload;

	private @Nullable Disposable ticks;

	/**
	 * Creates a meter that measures only sessions until {@link #start()}.
	 * @param sources what is measured besides CPU and event loops
	 * @param loopLag how late event loops are
	 * @param timer what is measured on
	 * @param nanoClock what is measured with
	 */
	public LoadMeter(Sources sources, LoopLag loopLag, Scheduler timer, LongSupplier nanoClock) {
		this.sources = sources;
		this.loopLag = loopLag;
		this.timer = timer;
		this.nanoClock = nanoClock;
		this.overload = new Overload(false, nanoClock.getAsLong());
	}

	/** Begins to measure. */
	public void start() {
		CpuUse cpu = new CpuUse(LoadMeter::processCpuNanos, Runtime.getRuntime()::availableProcessors,
				this.nanoClock.getAsLong());
		this.ticks = this.timer.schedulePeriodically(() -> measure(cpu), 1, 1, TimeUnit.SECONDS);
	}

	/** Ends what {@link #start()} began. */
	public void stop() {
		this.loopLag.stop();
		if (this.ticks != null) {
			this.ticks.dispose();
		}
	}

	@Override
	public int load() {
		return present().load();
	}

	@Override
	public boolean isStrained() {
		return present().isStrained();
	}

	@Override
	public boolean isOverloaded() {
		return this.overload.on() || this.sources.refusing().getAsBoolean();
	}

	@Override
	public boolean isDraining() {
		return this.sources.draining().getAsBoolean();
	}

	private LoadSample present() {
		LoadSample last = this.sample;
		return new LoadSample(this.sources.sessions().getAsDouble(), last.cpu(), last.loopLagMillis(), last.memory());
	}

	private void measure(CpuUse cpu) {
		long now = this.nanoClock.getAsLong();
		this.sample = new LoadSample(this.sources.sessions().getAsDouble(), cpu.next(now),
				this.loopLag.nanos() / NANOS_PER_MILLI, this.sources.memory().getAsDouble());
		this.overload = this.overload.next(this.sample.load(), now);
	}

	private static long processCpuNanos() {
		OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
		return (system instanceof com.sun.management.OperatingSystemMXBean process) ? process.getProcessCpuTime() : -1;
	}

	/**
	 * What the load is made of besides CPU and event loops; asked on any thread.
	 *
	 * @param sessions the part of the sessions that make this node full
	 * @param memory the part of the memory that is used
	 * @param refusing whether it has no memory for more sessions
	 * @param draining whether this node is to be emptied
	 */
	public record Sources(DoubleSupplier sessions, DoubleSupplier memory, BooleanSupplier refusing,
			BooleanSupplier draining) {

	}

}
