package dev.perigee.lab.demo;

import java.io.PrintStream;

/**
 * Shows what happens, line by line: for logs and pipes.
 */
final class LineView implements DemoView {

	private final PrintStream out;

	LineView(PrintStream out) {
		this.out = out;
	}

	@Override
	public void say(String text) {
		this.out.println(text);
	}

	@Override
	public void show(Scene scene) {
		// lines tell of events only
	}

	@Override
	public void close() {
		this.out.flush();
	}

}
