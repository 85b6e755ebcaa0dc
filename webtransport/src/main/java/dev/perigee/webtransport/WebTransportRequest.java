package dev.perigee.webtransport;

import java.net.SocketAddress;

import io.netty.handler.codec.http3.Http3Headers;
import org.jspecify.annotations.Nullable;

/**
 * The extended CONNECT request that opens a session.
 *
 * @param authority host and port that the client asked for
 * @param path the path without its query, as sent (not decoded)
 * @param query what follows the {@code ?}, as sent; empty when there is none
 * @param origin the web origin that a browser sends; {@code null} from other clients
 * @param headers all header fields, not to be modified
 * @param remoteAddress the client's address when it asked
 */
public record WebTransportRequest(String authority, String path, String query, @Nullable String origin,
		Http3Headers headers, @Nullable SocketAddress remoteAddress) {

	static WebTransportRequest of(Http3Headers headers, @Nullable SocketAddress remoteAddress) {
		String target = text(headers.path());
		int mark = target.indexOf('?');
		String path = (mark < 0) ? target : target.substring(0, mark);
		String query = (mark < 0) ? "" : target.substring(mark + 1);
		CharSequence origin = headers.get("origin");
		return new WebTransportRequest(text(headers.authority()), path, query,
				(origin != null) ? origin.toString() : null, headers, remoteAddress);
	}

	/**
	 * Returns the URL that was asked for.
	 */
	public String url() {
		return "https://" + this.authority + this.path + (this.query.isEmpty() ? "" : "?" + this.query);
	}

	private static String text(@Nullable CharSequence value) {
		return (value != null) ? value.toString() : "";
	}

	/**
	 * Returns the first value of a header field, or {@code null}.
	 * @param name in lower case
	 */
	public @Nullable String header(String name) {
		CharSequence value = this.headers.get(name);
		return (value != null) ? value.toString() : null;
	}

}
