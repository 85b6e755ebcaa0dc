package dev.perigee.gateway.rehearsal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

import dev.perigee.gateway.bus.MessageBus;
import org.jspecify.annotations.Nullable;

/**
 * Carries messages between the gateways of a stage: to all but the sender, in order, when
 * told to. Confined to one thread.
 */
final class StageBus {

	private final List<Port> ports = new ArrayList<>();

	private final Queue<Sent> underWay = new ArrayDeque<>();

	/** Connects one more gateway. */
	Port open() {
		Port port = new Port();
		this.ports.add(port);
		return port;
	}

	/**
	 * Delivers what is under way, and what that brings about.
	 * @return whether there was anything
	 */
	boolean deliver() {
		boolean any = false;
		for (Sent next = this.underWay.poll(); next != null; next = this.underWay.poll()) {
			any = true;
			for (Port port : this.ports) {
				if (port != next.from()) {
					port.take(next.message());
				}
			}
		}
		return any;
	}

	private record Sent(Port from, MessageBus.Message message) {

	}

	/** One gateway's end. */
	final class Port implements MessageBus {

		private final Set<String> subjects = new HashSet<>();

		private @Nullable Listener listener;

		private void take(Message message) {
			String subject = message.subject();
			String wildcard = subject.substring(0, subject.lastIndexOf('.') + 1) + '*';
			if (this.listener != null && (this.subjects.contains(subject) || this.subjects.contains(wildcard))) {
				this.listener.onMessage(new Message(subject, message.replyTo(), message.body().clone()));
			}
		}

		@Override
		public boolean isConnected() {
			return true;
		}

		@Override
		public long maxBodyBytes() {
			return Long.MAX_VALUE;
		}

		@Override
		public void publish(String subject, byte[] body) {
			request(subject, "", body);
		}

		@Override
		public void request(String subject, String replyTo, byte[] body) {
			StageBus.this.underWay.add(new Sent(this, new Message(subject, replyTo, body)));
		}

		@Override
		public void subscribe(String subject) {
			this.subjects.add(subject);
		}

		@Override
		public void unsubscribe(String subject) {
			this.subjects.remove(subject);
		}

		@Override
		public boolean flush(Duration timeout) {
			return true;
		}

		@Override
		public void listen(Listener listener) {
			this.listener = listener;
		}

	}

}
