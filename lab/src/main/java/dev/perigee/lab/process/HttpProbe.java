package dev.perigee.lab.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a process on this machine over HTTP how it is, for at most two seconds, or tells
 * it to do something. Blocks.
 */
public final class HttpProbe {

	private static final int TIMEOUT_MILLIS = 1000;

	private HttpProbe() {
	}

	/**
	 * Gets a resource.
	 * @param uri an {@code http} address
	 * @return the body of a 200 answer, or nothing when there is no such answer in time
	 */
	public static Optional<String> get(URI uri) {
		return tell("GET", uri, "", Duration.ofMillis(TIMEOUT_MILLIS));
	}

	/**
	 * Tells the process to do something.
	 * @param method such as POST
	 * @param uri an {@code http} address
	 * @param json the body, empty for none
	 * @param bound how long the answer may take
	 * @return the body of a 200 answer, or nothing when there is no such answer in time
	 */
	public static Optional<String> tell(String method, URI uri, String json, Duration bound) {
		HttpURLConnection connection = null;
		try {
			connection = (HttpURLConnection) uri.toURL().openConnection();
			connection.setConnectTimeout(TIMEOUT_MILLIS);
			connection.setReadTimeout((int) bound.toMillis());
			connection.setRequestMethod(method);
			if (!json.isEmpty()) {
				connection.setDoOutput(true);
				connection.setRequestProperty("Content-Type", "application/json");
				connection.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
			}
			if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
				return Optional.empty();
			}
			try (InputStream body = connection.getInputStream()) {
				return Optional.of(new String(body.readAllBytes(), StandardCharsets.UTF_8));
			}
		}
		catch (IOException ex) {
			return Optional.empty();
		}
		finally {
			if (connection != null) {
				connection.disconnect();
			}
		}
	}

}
