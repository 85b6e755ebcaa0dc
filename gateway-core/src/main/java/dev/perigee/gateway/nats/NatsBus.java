package dev.perigee.gateway.nats;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.perigee.gateway.bus.MessageBus;
import dev.perigee.gateway.metrics.GatewayMetrics;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;

/**
 * The message bus on one NATS connection: one writer and one dispatcher, so that order is
 * kept. Connects in the background and for ever; the gateway starts without it. Safe for
 * use by several threads.
 */
final class NatsBus implements MessageBus, SmartLifecycle, ConnectionListener, ErrorListener {

	private static final Logger logger = LoggerFactory.getLogger(NatsBus.class);

	/** After the transports, which stop first and start last. */
	private static final int PHASE = 1;

	/** When the server has refused for good, as with a wrong password. */
	private static final Duration RETRY_AFTER_REFUSAL = Duration.ofSeconds(2);

	private static final int MAX_REASONS = 16;

	private final NatsOptions options;

	private final GatewayMetrics metrics;

	/** What a message of {@code gateway.limits.max-frame} needs. */
	private final int neededBodyBytes;

	/** Guarded by this. */
	private final Set<String> subjects = new LinkedHashSet<>();

	/** Guarded by this. */
	private @Nullable Dispatcher dispatcher;

	/** Written under this. */
	private volatile NatsState state = NatsState.DISCONNECTED;

	/** Why there was no connection since there was one: each server has its reason. */
	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	private volatile long maxBodyBytes = Long.MAX_VALUE;

	private volatile @Nullable Connection connection;

	private volatile @Nullable Scheduler connector;

	private @Nullable Listener listener;

	/**
	 * Creates a bus that is not connected.
	 * @param options how to connect
	 * @param metrics what counts
	 * @param neededBodyBytes how long the longest message is
	 */
	NatsBus(NatsOptions options, GatewayMetrics metrics, int neededBodyBytes) {
		this.options = options;
		this.metrics = metrics;
		this.neededBodyBytes = neededBodyBytes;
	}

	/** Returns what is wrong with the server's limit; {@code null} when nothing is. */
	@Nullable String shortage() {
		long limit = this.maxBodyBytes;
		return (limit >= this.neededBodyBytes) ? null : "NATS max_payload is " + limit
				+ " bytes: messages of gateway.limits.max-frame need " + this.neededBodyBytes;
	}

	NatsState state() {
		return this.state;
	}

	@Override
	public boolean isConnected() {
		return this.state.isUsable();
	}

	@Override
	public long maxBodyBytes() {
		return this.state.connected() ? this.maxBodyBytes : Long.MAX_VALUE;
	}

	@Override
	public void publish(String subject, byte[] body) {
		send(subject, null, body);
	}

	@Override
	public void request(String subject, String replyTo, byte[] body) {
		send(subject, replyTo, body);
	}

	private void send(String subject, @Nullable String replyTo, byte[] body) {
		Connection current = this.connection;
		if (current == null || !this.state.connected()) {
			return;
		}
		try {
			current.publish(subject, replyTo, body);
		}
		catch (IllegalStateException | IllegalArgumentException ex) {
			// it broke a moment ago, or the server takes no message of this size
			this.metrics.busError();
			logger.debug("Could not publish {} bytes to {}", body.length, subject, ex);
		}
	}

	@Override
	public synchronized void subscribe(String subject) {
		if (this.subjects.add(subject) && this.dispatcher != null) {
			this.dispatcher.subscribe(subject);
		}
	}

	@Override
	public synchronized void unsubscribe(String subject) {
		if (this.subjects.remove(subject) && this.dispatcher != null) {
			this.dispatcher.unsubscribe(subject);
		}
	}

	@Override
	public boolean flush(Duration timeout) {
		Connection current = this.connection;
		if (current == null) {
			return false;
		}
		try {
			current.flush(timeout);
			return isConnected();
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public void listen(Listener listener) {
		this.listener = listener;
	}

	@Override
	public void start() {
		NatsTraffic.count(this.metrics, () -> this.connection);
		Scheduler thread = Schedulers.newSingle("perigee-nats-connect", true);
		this.connector = thread;
		thread.schedule(() -> connect(thread));
	}

	private void connect(Scheduler thread) {
		try {
			Nats.connectReconnectOnConnect(this.options.build(this, this));
		}
		catch (IOException | RuntimeException ex) {
			report(ex);
			retry(thread);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void retry(Scheduler thread) {
		if (!thread.isDisposed()) {
			thread.schedule(() -> connect(thread), RETRY_AFTER_REFUSAL.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void stop() {
		Scheduler thread = this.connector;
		this.connector = null;
		if (thread != null) {
			thread.dispose();
		}
		Connection current = this.connection;
		if (current != null) {
			try {
				current.close();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public boolean isRunning() {
		return this.connector != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	@SuppressWarnings("deprecation") // the only method of the interface that must be
										// there
	public void connectionEvent(Connection source, Events event) {
		switch (event) {
			// a first connection that took more than one attempt is never CONNECTED
			case CONNECTED, RESUBSCRIBED -> {
				adopt(source);
				up(source);
			}
			case DISCONNECTED -> down("NATS connection lost");
			case CLOSED -> {
				down("NATS connection closed");
				Scheduler thread = this.connector;
				if (thread != null) {
					retry(thread);
				}
			}
			default -> logger.debug("NATS: {}", event);
		}
	}

	/** Sets the state and returns the one before. */
	private synchronized NatsState transitionTo(NatsState next) {
		NatsState before = this.state;
		this.state = next;
		return before;
	}

	private synchronized void adopt(Connection source) {
		if (this.connection == source) {
			return;
		}
		this.connection = source;
		Dispatcher fresh = source
			.createDispatcher((message) -> receive(message.getSubject(), message.getReplyTo(), message.getData()));
		this.subjects.forEach(fresh::subscribe);
		this.dispatcher = fresh;
	}

	private void receive(String subject, @Nullable String replyTo, byte[] body) {
		if (this.listener != null) {
			this.listener.onMessage(new Message(subject, (replyTo != null) ? replyTo : "", body));
		}
	}

	private void up(Connection source) {
		long limit = source.getMaxPayload();
		this.maxBodyBytes = (limit > 0) ? limit : Long.MAX_VALUE;
		String shortage = shortage();
		if (shortage != null) {
			this.metrics.busError();
			logger.error("{}; longer ones are refused. Raise the one or lower the other", shortage);
		}
		if (!transitionTo(NatsState.CONNECTED).connected()) {
			logger.info("NATS connected");
			this.reported.clear();
		}
		if (this.listener != null) {
			this.listener.onConnected();
		}
	}

	private void down(String text) {
		if (transitionTo(NatsState.DISCONNECTED).connected() && isRunning()) {
			logger.warn("{}: this node is isolated until it is back", text);
		}
	}

	@Override
	public void errorOccurred(Connection source, String error) {
		this.metrics.busError();
		if (error.toLowerCase(Locale.ROOT).contains("permissions violation")) {
			transitionTo(this.state.violated(error));
			logger.error("NATS does not permit what this node needs: {}", error);
		}
		else {
			report(error);
		}
	}

	@Override
	public void exceptionOccurred(Connection source, Exception ex) {
		this.metrics.busError();
		report(ex);
	}

	private void report(Exception failure) {
		String reason = NestedExceptionUtils.getMostSpecificCause(failure).getMessage();
		if (reason != null) {
			report(reason);
		}
		logger.debug("NATS", failure);
	}

	/** Says each reason once, however often it is tried. */
	private void report(String reason) {
		if (!this.state.connected() && this.reported.size() < MAX_REASONS && this.reported.add(reason)) {
			logger.warn("NATS can't be reached: {}", reason);
		}
	}

	@Override
	public void messageDiscarded(Connection source, io.nats.client.Message message) {
		this.metrics.busDiscarded();
	}

	@Override
	public void slowConsumerDetected(Connection source, Consumer consumer) {
		this.metrics.busError();
		logger.warn("Messages of other nodes arrive faster than this node takes them; some are dropped");
	}

}
