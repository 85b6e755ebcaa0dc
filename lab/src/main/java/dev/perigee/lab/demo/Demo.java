package dev.perigee.lab.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import dev.perigee.election.ElectionClient;
import dev.perigee.election.Standings;
import dev.perigee.lab.Lab;
import dev.perigee.lab.LabClient;
import dev.perigee.lab.time.LabClock;
import dev.perigee.lab.traffic.MessageLedger;
import dev.perigee.lab.traffic.Participant;
import dev.perigee.protocol.Transport;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * The demonstration from its first process to its report. Blocks; used once.
 */
final class Demo {

	static final List<String> REGIONS = List.of("us-east", "frankfurt", "singapore");

	private static final String ROOM = "lobby";

	private static final String USER = "user";

	private static final Duration PACE = Duration.ofMillis(50);

	private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(20);

	private static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(20);

	private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration PICTURE_INTERVAL = Duration.ofMillis(200);

	private final String home;

	private final int seconds;

	private final DemoView view;

	private final MessageLedger ledger = new MessageLedger(LabClock::nanoTime);

	private final Recorder recorder = new Recorder(this::say);

	private final List<ElectionClient> peers = new ArrayList<>();

	private final List<Participant> participants = new ArrayList<>();

	/** Written by the thread that runs the demonstration. */
	private volatile String act = "";

	private volatile long startNanos;

	Demo(String home, int seconds, DemoView view) {
		this.home = home;
		this.seconds = seconds;
		this.view = view;
	}

	/**
	 * Runs the demonstration.
	 * @return what it showed
	 * @throws IllegalStateException when something does not start or does not happen in
	 * time; nothing is left running
	 */
	DemoReport run() {
		try (Lab lab = Lab.builder()
			.regions(REGIONS.toArray(String[]::new))
			.client(USER, this.home)
			.onProgress(this::say)
			.start()) {
			try {
				return perform(lab);
			}
			finally {
				this.peers.forEach((peer) -> peer.close().block(SETTLE_TIMEOUT));
			}
		}
	}

	private DemoReport perform(Lab lab) {
		Flux.fromIterable(REGIONS)
			.filter((region) -> !region.equals(this.home))
			.index()
			.toIterable()
			.forEach((other) -> addPeer(lab, other.getT2(), Transport.values()[(int) (other.getT1() % 2)]));
		this.act = "the race";
		try (ConfigurableApplicationContext application = SampleApplication.run(properties(lab))) {
			ElectionClient client = application.getBean(ElectionClient.class);
			Disposable picture = Flux.interval(PICTURE_INTERVAL).onBackpressureDrop().subscribe((tick) -> show());
			try {
				return play(lab, client);
			}
			finally {
				picture.dispose();
			}
		}
	}

	private DemoReport play(Lab lab, ElectionClient client) {
		this.startNanos = LabClock.nanoTime();
		client.standings().subscribe(this.recorder::record);
		client.events().subscribe((event) -> this.recorder.record(event, sinceStart()));
		this.participants.add(new Participant(USER, client, ROOM, this.ledger));
		client.start().block(JOIN_TIMEOUT);
		await(JOIN_TIMEOUT, "everybody sees everybody in the room",
				() -> this.participants.stream().allMatch((one) -> one.sees(this.participants.size())));
		say("everybody is in the room: messages flow both ways");
		this.participants
			.forEach((participant) -> participant.startPublishing(PACE, (failure) -> say(failure.toString())));
		await(ELECTION_TIMEOUT, "a region is elected", this.recorder::hasElected);
		this.act = "messages, and probes that go on";
		sleepUntil(this.seconds / 2.0);
		killElected(lab);
		sleepUntil(this.seconds);
		this.act = "waiting for what is under way";
		this.participants.forEach(Participant::stopPublishing);
		settle();
		return this.recorder.report(this.home, this.ledger.totals());
	}

	private void killElected(Lab lab) {
		Standings standings = this.recorder.standings();
		if (standings == null || standings.incumbent().isEmpty()) {
			throw new IllegalStateException("nothing carries the traffic: there is no gateway to kill");
		}
		var elected = standings.incumbent().get().candidate();
		this.act = "the elected gateway is dead";
		say("kill -9 gateway of %s".formatted(elected));
		lab.region(elected.region()).gateway(elected.transport()).kill();
	}

	private void addPeer(Lab lab, String region, Transport transport) {
		LabClient links = lab.addClient("peer-" + region, region);
		ElectionClient peer = lab.electionClient(links, ROOM).region(region, links.endpoint(region, transport)).build();
		this.peers.add(peer);
		this.participants.add(new Participant(links.name(), peer, ROOM, this.ledger));
		peer.start().block(JOIN_TIMEOUT);
		say("a peer in %s is connected over %s".formatted(region, transport.id()));
	}

	/** What a user would write into application.yaml. */
	private String[] properties(Lab lab) {
		List<String> properties = new ArrayList<>();
		for (String region : REGIONS) {
			for (Transport transport : Transport.values()) {
				properties.add("election.regions.%s.%s=%s".formatted(region, transport.id(),
						lab.client(USER).url(region, transport)));
			}
		}
		properties.add("election.token=" + lab.token(USER, ROOM));
		properties.add("election.auto-startup=false");
		properties.add("election.ssl.bundle=lab");
		properties
			.add("spring.ssl.bundle.pem.lab.truststore.certificate=" + lab.webTransportIdentity().authorityFile());
		properties.add("spring.main.banner-mode=off");
		return properties.toArray(String[]::new);
	}

	/** Waits for the last messages, and no longer than it makes sense. */
	private void settle() {
		long deadlineNanos = LabClock.nanoTime() + SETTLE_TIMEOUT.toNanos();
		await(SETTLE_TIMEOUT.plusSeconds(1), "the last messages arrive",
				() -> this.ledger.totals().lost() == 0 || LabClock.nanoTime() > deadlineNanos);
	}

	private static void await(Duration bound, String what, BooleanSupplier condition) {
		LabClock.await(bound, condition, () -> what);
	}

	private void sleepUntil(double second) {
		await(Duration.ofSeconds(this.seconds + 1L), "second " + second, () -> sinceStart().toNanos() >= second * 1e9);
	}

	private Duration sinceStart() {
		return Duration.ofNanos(LabClock.nanoTime() - this.startNanos);
	}

	private void say(String text) {
		this.view.say(text);
	}

	private void show() {
		DemoView.Scene scene = new DemoView.Scene(this.home, sinceStart().toNanos() / 1e9, this.seconds, this.act,
				this.recorder.standings(), this.ledger.totals(),
				REGIONS.stream().filter((region) -> !region.equals(this.home)).toList());
		this.view.show(scene);
	}

}
