package dev.perigee.webtransport;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionStats;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection of a server on which more has arrived than a stranger may send.
 * QUIC keeps what nobody can read, a stream whose beginning never comes for example, and
 * does not say how much that is. Its windows bound it at first only: they grow with all
 * that is read, and with streams that are reset. What has arrived in all is known, and no
 * less. Confined to the connection's event loop.
 */
final class StrangerWatch {

	/** What arrives within it is not noticed at once. */
	private static final long INTERVAL_MILLIS = 1000;

	private final QuicChannel channel;

	private final int maxBytes;

	private @Nullable Future<?> looks;

	StrangerWatch(QuicChannel channel, int maxBytes) {
		this.channel = channel;
		this.maxBytes = maxBytes;
	}

	/** Begins to look, unless a stranger may send what it likes. */
	void start() {
		if (this.maxBytes > 0) {
			this.looks = this.channel.eventLoop()
				.scheduleWithFixedDelay(this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
			this.channel.closeFuture().addListener(closed -> stop());
		}
	}

	/** The peer is no stranger any more, or gone. */
	void stop() {
		if (this.looks != null) {
			this.looks.cancel(false);
		}
	}

	private void look() {
		this.channel.collectStats().addListener((Future<QuicConnectionStats> stats) -> {
			if (stats.isSuccess() && stats.getNow().recvBytes() > this.maxBytes) {
				this.channel.close(true, ErrorCodes.H3_EXCESSIVE_LOAD, Unpooled.EMPTY_BUFFER);
			}
		});
	}

}
