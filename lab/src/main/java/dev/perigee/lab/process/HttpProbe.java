package dev.perigee.lab.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Asks a process on this machine over HTTP how it is. Blocks for at most two seconds a
 * question.
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
		HttpURLConnection connection = null;
		try {
			connection = (HttpURLConnection) uri.toURL().openConnection();
			connection.setConnectTimeout(TIMEOUT_MILLIS);
			connection.setReadTimeout(TIMEOUT_MILLIS);
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
