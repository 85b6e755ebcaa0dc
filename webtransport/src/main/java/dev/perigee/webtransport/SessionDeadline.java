package dev.perigee.webtransport;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Stands before the handler of one connection of a server, and closes the connection when
 * it has no session for too long: because its handshake does not end, because the client
 * asks for none, or because the last one is over. Confined to the connection's event
 * loop.
 */
final class SessionDeadline implements WebTransportHandler {

	private final QuicChannel channel;

	private final Duration timeout;

	private final WebTransportHandler handler;

	private final Runnable onSettled;

	private int sessions;

	private boolean settled;

	private @Nullable Future<?> deadline;

	/**
	 * @param timeout how long the connection may be without a session
	 * @param handler takes the sessions
	 * @param onSettled called once, when there is a first session, or the connection has
	 * ended without one
	 */
	SessionDeadline(QuicChannel channel, Duration timeout, WebTransportHandler handler, Runnable onSettled) {
		this.channel = channel;
		this.timeout = timeout;
		this.handler = handler;
		this.onSettled = onSettled;
	}

	/** Begins to wait for the first session. */
	void start() {
		expectSession();
		this.channel.closeFuture().addListener(closed -> {
			cancel();
			settle();
		});
	}

	@Override
	public int accept(WebTransportRequest request) {
		return this.handler.accept(request);
	}

	@Override
	public Publisher<Void> handle(WebTransportSession session) {
		this.sessions++;
		cancel();
		settle();
		session.closed().subscribe(how -> {
			this.sessions--;
			if (this.sessions == 0 && this.channel.isActive()) {
				expectSession();
			}
		});
		return this.handler.handle(session);
	}

	private void expectSession() {
		this.deadline = this.channel.eventLoop()
			.schedule(() -> this.channel.close(true, ErrorCodes.H3_NO_ERROR, Unpooled.EMPTY_BUFFER),
					this.timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void cancel() {
		if (this.deadline != null) {
			this.deadline.cancel(false);
		}
	}

	private void settle() {
		if (!this.settled) {
			this.settled = true;
			this.onSettled.run();
		}
	}

}
