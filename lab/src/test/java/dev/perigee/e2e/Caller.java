package dev.perigee.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

import dev.perigee.election.Candidate;
import dev.perigee.election.ConnectionEvent;
import dev.perigee.election.ElectionClient;
import dev.perigee.election.ElectionClientBuilder;
import dev.perigee.election.ReportOptions;
import dev.perigee.election.Room;
import dev.perigee.election.RoomEvent;
import dev.perigee.election.Standings;
import dev.perigee.lab.Lab;
import dev.perigee.lab.LabClient;
import dev.perigee.lab.time.LabClock;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Transport;

/**
 * A user of the lab with an election client, everything it heard, and bounded waits for
 * more.
 */
final class Caller implements AutoCloseable {

	private static final Duration BOUND = Duration.ofSeconds(20);

	final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();

	final List<String> heard = new CopyOnWriteArrayList<>();

	final List<RoomEvent> roomEvents = new CopyOnWriteArrayList<>();

	final LabClient links;

	final ElectionClient client;

	final Room room;

	private Caller(LabClient links, ElectionClient client, String room) {
		this.links = links;
		this.client = client;
		client.events().subscribe(this.events::add);
		this.room = client.room(room);
		this.room.events().subscribe(this.roomEvents::add);
		this.room.messages().subscribe((message) -> this.heard.add(message.text()));
	}

	/** A user who may elect any region over any transport. */
	static Caller anywhere(Lab lab, LabClient links, String room) {
		ElectionClientBuilder builder = lab.electionClient(links, room);
		lab.regions().forEach((region) -> builder.region(region.name(), links.endpoints(region.name())));
		return new Caller(links, builder.build(), room);
	}

	/** A user who may elect any region, and reports each second. */
	static Caller reporting(Lab lab, LabClient links, String room) {
		ElectionClientBuilder builder = lab.electionClient(links, room)
			.report(new ReportOptions(1, Duration.ofSeconds(1)));
		lab.regions().forEach((region) -> builder.region(region.name(), links.endpoints(region.name())));
		return new Caller(links, builder.build(), room);
	}

	/** A user with one address only. */
	static Caller at(Lab lab, String name, String region, Transport transport, String room) {
		LabClient links = lab.addClient(name, region);
		return new Caller(links,
				lab.electionClient(links, room).region(region, links.endpoint(region, transport)).build(), room);
	}

	/** A user with a client of his own. */
	static Caller of(LabClient links, ElectionClientBuilder builder, String room) {
		return new Caller(links, builder.build(), room);
	}

	Caller start() {
		this.client.start().block(BOUND);
		return this;
	}

	void publish(String text) {
		this.room.publish(text.getBytes(StandardCharsets.UTF_8), DeliveryClass.RELIABLE).block(BOUND);
	}

	ConnectionEvent.Elected elected() {
		await("an election", () -> !of(ConnectionEvent.Elected.class).isEmpty());
		return of(ConnectionEvent.Elected.class).get(0);
	}

	/** Waits until the traffic flows over a candidate. */
	void awaitIncumbent(String candidate) {
		await("traffic over " + candidate, () -> candidate.equals(String.valueOf(incumbent())));
	}

	Standings standings() {
		return this.client.standings().next().block(BOUND);
	}

	Candidate incumbent() {
		return standings().incumbent().map(Standings.Standing::candidate).orElse(null);
	}

	void awaitHeard(String text) {
		await(this.links + " hears " + text, () -> this.heard.contains(text));
	}

	void awaitRoster(int members) {
		await(this.links + " sees " + members + " members", () -> this.room.roster().size() == members);
	}

	<E extends ConnectionEvent> List<E> of(Class<E> type) {
		return new ArrayList<>(this.events.stream().filter(type::isInstance).map(type::cast).toList());
	}

	void await(String what, BooleanSupplier condition) {
		LabClock.await(BOUND, condition,
				() -> what + "; events: " + this.events + "; heard " + this.heard.size() + ": " + this.heard);
	}

	@Override
	public void close() {
		this.client.close().block(BOUND);
	}

}
