package dev.perigee.lab;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A program that starts a lab, says what it has started and ends only when its standard
 * input does, without closing.
 */
final class CrashingLab {

	private CrashingLab() {
	}

	public static void main(String[] arguments) throws IOException {
		Lab.builder().regions("east", "west").gateways().directory(Path.of(arguments[0])).start();
		ProcessHandle.current().descendants().forEach((process) -> System.out.println("pid " + process.pid()));
		System.out.println("up");
		System.out.println(System.in.read());
		System.exit(0);
	}

}
