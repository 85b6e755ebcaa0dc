package dev.perigee.hostile;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.perigee.election.ElectionClient;
import dev.perigee.lab.Lab;
import dev.perigee.lab.LabClient;
import dev.perigee.lab.time.LabClock;
import dev.perigee.lab.traffic.MessageLedger;
import dev.perigee.lab.traffic.Participant;
import dev.perigee.protocol.Transport;

/**
 * Those whom an attack must not concern: one participant over each transport, who tell
 * each other numbers.
 */
final class ControlRoom implements AutoCloseable {

	private static final String ROOM = "control";

	private static final Duration BOUND = Duration.ofSeconds(30);

	private static final Duration PACE = Duration.ofMillis(20);

	private final MessageLedger ledger = new MessageLedger(LabClock::nanoTime);

	private final List<ElectionClient> clients = new CopyOnWriteArrayList<>();

	private final List<Participant> participants = new CopyOnWriteArrayList<>();

	private final List<Throwable> refusals = new CopyOnWriteArrayList<>();

	ControlRoom(Lab lab, String region) {
		for (Transport transport : Transport.values()) {
			LabClient user = lab.addClient("control-" + transport.id(), region);
			ElectionClient client = lab.electionClient(user, ROOM)
				.region(region, user.endpoint(region, transport))
				.build();
			this.clients.add(client);
			client.start().block(BOUND);
			this.participants.add(new Participant(user.name(), client, ROOM, this.ledger));
		}
		LabClock.await(BOUND, () -> this.participants.stream().allMatch((one) -> one.sees(2)),
				() -> "the control room is full");
		this.participants.forEach((participant) -> participant.startPublishing(PACE, this.refusals::add));
	}

	/** Ends the talk, waits for what is under way, and adds up. */
	MessageLedger.Totals settle() {
		this.participants.forEach(Participant::stopPublishing);
		Map<String, Integer> published = this.ledger.published();
		LabClock.await(BOUND, () -> this.ledger.haveArrived(published), () -> String.valueOf(this.ledger.flaws()));
		if (!this.refusals.isEmpty()) {
			throw new AssertionError("A message was refused", this.refusals.get(0));
		}
		return this.ledger.totals();
	}

	@Override
	public void close() {
		this.clients.forEach((client) -> client.close().block(BOUND));
	}

}
