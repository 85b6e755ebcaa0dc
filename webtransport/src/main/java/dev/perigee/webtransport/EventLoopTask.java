package dev.perigee.webtransport;

import java.util.concurrent.RejectedExecutionException;

import io.netty.channel.EventLoop;

/**
 * Runs something on an event loop: at once when already there.
 */
final class EventLoopTask {

	private EventLoopTask() {
	}

	/**
	 * Runs {@code task} now or soon.
	 * @return {@code false} when the event loop is shut down; what it guarded has been
	 * closed by then, so most callers have nothing left to do
	 */
	static boolean run(EventLoop eventLoop, Runnable task) {
		if (eventLoop.inEventLoop()) {
			task.run();
			return true;
		}
		try {
			eventLoop.execute(task);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

}
