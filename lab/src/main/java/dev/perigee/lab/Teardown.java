package dev.perigee.lab;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What must be closed in the end, the last opened first, each whatever happens to the
 * others. Thread-safe.
 */
final class Teardown {

	/** Guarded by this. */
	private final Deque<Runnable> steps = new ArrayDeque<>();

	private final Thread hook = new Thread(this::run, "lab-teardown");

	/** Runs at the latest when this JVM ends. */
	void onExit() {
		Runtime.getRuntime().addShutdownHook(this.hook);
	}

	synchronized void add(Runnable step) {
		this.steps.push(step);
	}

	void run() {
		RuntimeException failure = new IllegalStateException("Cannot tear down the lab");
		runAfter(failure);
		if (failure.getSuppressed().length > 0) {
			throw failure;
		}
	}

	/** Runs because of a failure, which takes along those of the teardown. */
	synchronized void runAfter(RuntimeException failure) {
		forgetHook();
		while (!this.steps.isEmpty()) {
			try {
				this.steps.pop().run();
			}
			catch (RuntimeException ex) {
				failure.addSuppressed(ex);
			}
		}
	}

	private void forgetHook() {
		try {
			Runtime.getRuntime().removeShutdownHook(this.hook);
		}
		catch (IllegalStateException ex) {
			// the JVM is ending, perhaps because of this very hook
		}
	}

}
