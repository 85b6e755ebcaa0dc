package dev.perigee.bench.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.perigee.bench.soak.SoakReport.Messages;
import dev.perigee.election.ConnectionEvent;
import dev.perigee.election.ElectionClient;
import dev.perigee.lab.time.LabClock;
import dev.perigee.lab.traffic.MessageLedger;
import dev.perigee.lab.traffic.Participant;

/**
 * Users in a room who send each other numbered reliable messages, from the first who
 * comes to the last who goes. Blocks; used once, by one thread.
 */
final class Conversation implements AutoCloseable {

	private static final Duration PACE = Duration.ofMillis(25);

	/** Whatever happens meanwhile, so long it may take to meet. */
	private static final Duration MEETING_BOUND = Duration.ofSeconds(60);

	/** What has not arrived by then is lost: longer than the replay window. */
	private static final Duration DELIVERY_BOUND = Duration.ofSeconds(40);

	private static final Duration CLOSE_BOUND = Duration.ofSeconds(20);

	private final String room;

	private final MessageLedger ledger = new MessageLedger(LabClock::nanoTime);

	private final List<ElectionClient> clients = new ArrayList<>();

	private final List<Participant> participants = new ArrayList<>();

	/** What happened to whom, for the explanation of a flaw. */
	private final Queue<String> history = new ConcurrentLinkedQueue<>();

	Conversation(SoakWorld world, String room, List<SoakWorld.User> users) {
		this.room = room;
		for (SoakWorld.User user : users) {
			ElectionClient client = world.client(user, room);
			String name = user.links().name();
			client.events()
				.filter((event) -> !(event instanceof ConnectionEvent.Elected))
				.subscribe((event) -> note(name + ' ' + event));
			this.clients.add(client);
			this.participants.add(new Participant(name, client, room, this.ledger));
			client.room(room).events().subscribe((event) -> note(name + ' ' + event));
		}
	}

	private void note(String what) {
		this.history.add("%.3f %s".formatted(LabClock.nanoTime() / 1e9, what));
	}

	/**
	 * Lets them meet and talk.
	 * @param time how long they talk
	 * @return what became of their messages
	 * @throws IllegalStateException when they don't meet in time
	 */
	Messages hold(Duration time) {
		this.clients.forEach((client) -> client.start().block(MEETING_BOUND));
		LabClock.await(MEETING_BOUND, () -> this.participants.stream().allMatch((one) -> one.sees(this.clients.size())),
				() -> "everybody of %s sees everybody: %s".formatted(this.room, this.history));
		this.participants.forEach((one) -> one.startPublishing(PACE, (failure) -> note("refused: " + failure)));
		LabClock.pass(time);
		this.participants.forEach(Participant::stopPublishing);
		Map<String, Integer> published = this.ledger.published();
		long deadlineNanos = LabClock.nanoTime() + DELIVERY_BOUND.toNanos();
		LabClock.await(DELIVERY_BOUND.multipliedBy(2),
				() -> this.ledger.haveArrived(published) || LabClock.nanoTime() - deadlineNanos > 0,
				() -> "messages of " + this.room);
		MessageLedger.Totals totals = this.ledger.totals();
		return new Messages(totals.sent(), totals.received(), totals.lost(), totals.repeated(), totals.outOfOrder(),
				this.ledger.gaps());
	}

	/** Says what went wrong and what had happened before. */
	List<String> explanation() {
		List<String> lines = new ArrayList<>(this.ledger.flaws());
		lines.replaceAll((flaw) -> this.room + ": " + flaw);
		lines.addAll(this.history);
		return lines;
	}

	@Override
	public void close() {
		this.participants.forEach(Participant::stopPublishing);
		this.clients.forEach((client) -> client.close().block(CLOSE_BOUND));
	}

}
