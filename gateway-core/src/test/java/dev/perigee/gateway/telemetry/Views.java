package dev.perigee.gateway.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import dev.perigee.protocol.Transport;

/**
 * Users' views, in a few characters.
 */
final class Views {

	private Views() {
	}

	/**
	 * Reads a view.
	 * @param readings for example {@code us/ws=20 us/wt! sg/ws? sg/wt=180}: answers after
	 * that many milliseconds, can't be reached, is lossy
	 */
	static UserView view(String network, String readings) {
		return new UserView(network, Arrays.stream(readings.split(" ")).map(Views::reading).toList());
	}

	/** The same view of several users. */
	static List<UserView> views(int users, String network, String readings) {
		return Collections.nCopies(users, view(network, readings));
	}

	@SafeVarargs
	static List<UserView> all(List<UserView>... parts) {
		List<UserView> all = new ArrayList<>();
		for (List<UserView> part : parts) {
			all.addAll(part);
		}
		return all;
	}

	private static Reading reading(String text) {
		String region = text.substring(0, text.indexOf('/'));
		Transport transport = text.contains("/wt") ? Transport.WEBTRANSPORT : Transport.WEBSOCKET;
		long micros = text.contains("=") ? Long.parseLong(text.substring(text.indexOf('=') + 1)) * 1000 : 0;
		Reading.State state = text.contains("!") ? Reading.State.FAILED
				: text.contains("?") ? Reading.State.LOSSY : Reading.State.OK;
		return new Reading(region, transport, state, micros, micros);
	}

}
