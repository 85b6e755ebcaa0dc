package dev.perigee.lab.demo;

import java.util.List;

import dev.perigee.election.Standings;
import dev.perigee.lab.traffic.MessageLedger;
import org.jspecify.annotations.Nullable;

/**
 * Where the demonstration shows itself. Safe for use by several threads.
 */
interface DemoView extends AutoCloseable {

	/**
	 * Shows a step of the preparation, or something that happened.
	 * @param text one line
	 */
	void say(String text);

	/**
	 * Shows the state of things; called several times a second.
	 * @param scene the state
	 */
	void show(Scene scene);

	/** Leaves the terminal as it was. */
	@Override
	void close();

	/**
	 * What there is to see at a moment.
	 *
	 * @param home where the user lives
	 * @param seconds since the client was started
	 * @param totalSeconds how long it will go on
	 * @param act what is going on
	 * @param standings the candidates, or {@code null} before the first probe
	 * @param messages what became of the messages; those under way count as lost
	 * @param peers where the others are
	 */
	record Scene(String home, double seconds, int totalSeconds, String act, @Nullable Standings standings,
			MessageLedger.Totals messages, List<String> peers) {
	}

}
