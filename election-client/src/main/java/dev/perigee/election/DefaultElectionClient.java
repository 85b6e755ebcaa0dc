package dev.perigee.election;

import java.util.List;
import java.util.Optional;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The client as its user sees it: brings every call onto the loop.
 */
final class DefaultElectionClient implements ElectionClient {

	private final Loop loop;

	private final Announcements announcements = new Announcements();

	private final Rooms rooms;

	private final ConnectionManager manager;

	private final Mono<Void> closed;

	/**
	 * Creates a client; does no I/O.
	 * @param counters also written by the connections
	 * @param resources what the client owns and gives back when it is closed
	 */
	DefaultElectionClient(Settings settings, List<Candidate> candidates, Dialers dialers, Loop loop,
			DeliveryCounters counters, Mono<Void> resources) {
		this.loop = loop;
		this.rooms = new Rooms(loop, settings.session(), counters);
		this.manager = new ConnectionManager(settings, loop, candidates, dialers, this.rooms, this.announcements);
		this.closed = Mono.<Void>create((sink) -> loop.execute(() -> {
			this.manager.close();
			this.announcements.complete(this.manager.standings());
			sink.success();
		})).then(resources).cache();
	}

	@Override
	public Mono<Void> start() {
		return Mono.defer(() -> {
			this.loop.execute(this.manager::start);
			return this.announcements.connected();
		});
	}

	@Override
	public Flux<ConnectionEvent> events() {
		return this.announcements.events();
	}

	@Override
	public Flux<Standings> standings() {
		return Flux
			.merge(this.announcements.standings(),
					Mono.fromRunnable(() -> this.loop.execute(this.manager::announceStandings)))
			.onBackpressureLatest();
	}

	@Override
	public Room room(String name) {
		return this.rooms.room(name, this.manager);
	}

	@Override
	public Optional<ElectionRecord> lastElection() {
		return this.announcements.lastElection();
	}

	@Override
	public ConnectionState state() {
		return this.announcements.state();
	}

	@Override
	public DeliveryCounts delivery() {
		return this.rooms.counts();
	}

	@Override
	public Mono<Void> close() {
		return this.closed;
	}

}
