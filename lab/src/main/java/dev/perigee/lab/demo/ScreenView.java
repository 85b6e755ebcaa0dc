package dev.perigee.lab.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

import dev.perigee.election.Standings;
import dev.perigee.lab.traffic.MessageLedger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * Draws the race, the standings, the messages and the last events over and over in a
 * terminal.
 */
final class ScreenView implements DemoView {

	private static final String CLEAR = "\u001b[H\u001b[2J";

	private static final String ALTERNATE_SCREEN = "\u001b[?1049h\u001b[?25l";

	private static final String NORMAL_SCREEN = "\u001b[?25h\u001b[?1049l";

	private static final int EVENTS = 10;

	private static final int WIDTH = 118;

	private static final int TRACK = 40;

	private static final double TRACK_MILLIS = 320;

	private final PrintStream out;

	private final Deque<String> events = new ArrayDeque<>();

	private boolean drawing;

	ScreenView(PrintStream out) {
		this.out = out;
	}

	@Override
	public synchronized void say(String text) {
		this.events.addLast(text);
		if (this.events.size() > EVENTS) {
			this.events.removeFirst();
		}
		if (!this.drawing) {
			this.out.println(text);
		}
	}

	@Override
	public synchronized void show(Scene scene) {
		StringBuilder picture = new StringBuilder();
		if (!this.drawing) {
			this.drawing = true;
			picture.append(ALTERNATE_SCREEN);
		}
		picture.append(CLEAR);
		line(picture, "@|bold Perigee|@  a user in @|bold %s|@   %.1f s of %d   @|yellow %s|@", scene.home(),
				scene.seconds(), scene.totalSeconds(), scene.act());
		line(picture, "");
		race(picture, scene.standings());
		line(picture, "");
		messages(picture, scene);
		line(picture, "");
		this.events.forEach((event) -> picture.append("  ").append(shorten(event)).append("\r\n"));
		this.out.print(picture);
		this.out.flush();
	}

	private static String shorten(String event) {
		return (event.length() <= WIDTH) ? event : event.substring(0, WIDTH - 1) + '…';
	}

	private static void race(StringBuilder picture, @Nullable Standings standings) {
		if (standings == null) {
			line(picture, "  dialling every region over both transports ...");
			return;
		}
		standings.standings()
			.stream()
			.sorted(Comparator.comparingInt(Standings.Standing::rank))
			.forEach((standing) -> line(picture, row(standing)));
	}

	private static String row(Standings.Standing standing) {
		Standings.Rtt rtt = standing.rtt();
		String mark = switch (standing.role()) {
			case INCUMBENT -> "@|bold,green > %-24s|@";
			case RUNNER_UP -> "@|cyan + %-24s|@";
			case CANDIDATE -> "  %-24s";
		};
		String name = mark.formatted(standing.candidate());
		if (rtt == null) {
			return name + " " + standing.state().name().toLowerCase(Locale.ROOT);
		}
		int length = (int) Math.min(TRACK, Math.ceil(millis(rtt.smoothedRtt()) / TRACK_MILLIS * TRACK));
		return name + " %6.1f ms  min %6.1f  ±%5.1f  %4d probes  %s".formatted(millis(rtt.smoothedRtt()),
				millis(rtt.minRtt()), millis(rtt.rttVariation()), rtt.samples(), "=".repeat(length) + "o");
	}

	private static void messages(StringBuilder picture, Scene scene) {
		MessageLedger.Totals totals = scene.messages();
		line(picture,
				"  messages between the user and %s: %d arrived, @|bold %d repeated|@, %d out of order, %d under way",
				String.join(" and ", scene.peers()), totals.received(), totals.repeated(), totals.outOfOrder(),
				totals.lost());
	}

	private static void line(StringBuilder picture, String format, Object... values) {
		String text = (values.length > 0) ? format.formatted(values) : format;
		picture.append(Ansi.ON.string(text)).append("\r\n");
	}

	private static double millis(Duration duration) {
		return duration.toNanos() / 1e6;
	}

	@Override
	public synchronized void close() {
		if (this.drawing) {
			this.drawing = false;
			this.out.print(NORMAL_SCREEN);
			List.copyOf(this.events).forEach(this.out::println);
			this.out.flush();
		}
	}

}
