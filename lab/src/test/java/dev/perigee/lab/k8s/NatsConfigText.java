package dev.perigee.lab.k8s;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the rendered configuration of a region's nats-servers says about names and
 * addresses.
 *
 * @param text the whole of it
 */
record NatsConfigText(String text) {

	private static final Pattern CLUSTER = Pattern.compile("^cluster \\{\\s+name: \"([^\"]+)\"", Pattern.MULTILINE);

	private static final Pattern GATEWAY = Pattern.compile("^gateway \\{\\s+name: \"([^\"]+)\"", Pattern.MULTILINE);

	private static final Pattern REMOTE = Pattern.compile("\\{ name: \"([^\"]+)\", urls: \\[([^]]*)] }");

	private static final Pattern URL = Pattern.compile("\"nats://([^\"]+)\"");

	private static final Pattern ROUTE = Pattern.compile("\"nats-route://([^\"]+)\"");

	private static final Pattern VARIABLE = Pattern.compile("^[^#\\n]*\\$([A-Z_]+)", Pattern.MULTILINE);

	String cluster() {
		return first(CLUSTER);
	}

	String gateway() {
		return first(GATEWAY);
	}

	/** Returns {@code host:port} of each server of the region. */
	List<String> routes() {
		return all(ROUTE, this.text);
	}

	/** Returns {@code host:port} of each server of each region. */
	Map<String, List<String>> gateways() {
		Map<String, List<String>> gateways = new LinkedHashMap<>();
		REMOTE.matcher(this.text).results().forEach((match) -> gateways.put(match.group(1), all(URL, match.group(2))));
		return gateways;
	}

	Set<String> variables() {
		return new TreeSet<>(all(VARIABLE, this.text));
	}

	private String first(Pattern pattern) {
		Matcher matcher = pattern.matcher(this.text);
		return matcher.find() ? matcher.group(1) : "";
	}

	private static List<String> all(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
	}

}
