package dev.perigee.bench.start;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import dev.perigee.bench.start.StartReport.Start;
import dev.perigee.election.ConnectionEvent;
import dev.perigee.election.ElectionClient;
import dev.perigee.election.ElectionClientBuilder;
import dev.perigee.lab.Lab;
import dev.perigee.lab.LabClient;
import dev.perigee.protocol.Transport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command line of {@code bin/bench first-usable}.
 */
@Command(name = "first-usable", mixinStandardHelpOptions = true, sortOptions = false,
		description = { "Starts clients in a lab of three regions: how long until the first candidate is usable, among "
				+ "all of them and alone, and with all UDP silently dropped?", "" })
public final class StartCommand implements Callable<Integer> {

	private static final List<String> REGIONS = List.of("singapore", "frankfurt", "us-east");

	private static final String ROOM = "lobby";

	private static final Duration BOUND = Duration.ofSeconds(20);

	/** The first starts pay for loading and compiling classes at both ends. */
	private static final int WARM_UPS = 3;

	@Spec
	private CommandSpec spec = CommandSpec.create();

	@Option(names = "--count", paramLabel = "N", defaultValue = "20",
			description = "starts for each setting (default: ${DEFAULT-VALUE})")
	private int count;

	@Option(names = "--json", description = "print one JSON object on standard output")
	private boolean json;

	@Override
	public Integer call() {
		if (this.count < 1) {
			throw new ParameterException(this.spec.commandLine(), "--count: at least 1 expected, was " + this.count);
		}
		StartReport report = measure();
		PrintWriter out = this.spec.commandLine().getOut();
		if (this.json) {
			out.println(JsonMapper.shared().writeValueAsString(report));
		}
		else {
			report.lines().forEach(out::println);
		}
		out.flush();
		return 0;
	}

	/**
	 * Takes the settings in turn, so that what else the machine does strikes all alike.
	 */
	private StartReport measure() {
		Map<Setting, List<Start>> starts = new EnumMap<>(Setting.class);
		PrintWriter err = this.spec.commandLine().getErr();
		try (Lab lab = Lab.builder().regions(REGIONS.toArray(String[]::new)).onProgress(err::println).start()) {
			LabClient clear = lab.addClient("clear", REGIONS.get(0));
			LabClient blocked = lab.addClient("blocked", REGIONS.get(0));
			REGIONS.forEach((region) -> blocked.link(region, Transport.WEBTRANSPORT).blackHole(true));
			for (int round = -WARM_UPS; round < this.count; round++) {
				for (Setting setting : Setting.values()) {
					Start start = start(lab, setting, setting.isUdpDropped() ? blocked : clear);
					if (round >= 0) {
						starts.computeIfAbsent(setting, (key) -> new ArrayList<>()).add(start);
					}
				}
			}
		}
		return StartReport.of(starts);
	}

	private static Start start(Lab lab, Setting setting, LabClient user) {
		ElectionClientBuilder builder = lab.electionClient(user, ROOM);
		setting.configure(builder, user, REGIONS);
		ElectionClient client = builder.build();
		client.room(ROOM);
		Mono<Duration> usable = first(client, ConnectionEvent.CandidateUsable.class)
			.map(ConnectionEvent.CandidateUsable::sinceStart);
		Mono<Duration> connected = first(client, ConnectionEvent.Connected.class)
			.map(ConnectionEvent.Connected::sinceStart);
		Mono<Duration> elected = first(client, ConnectionEvent.Elected.class)
			.map((event) -> event.record().cost().duration());
		try {
			return Mono.zip(usable, connected, elected, client.start().thenReturn(setting))
				.map((times) -> new Start(times.getT1(), times.getT2(), times.getT3()))
				.blockOptional(BOUND)
				.orElseThrow();
		}
		finally {
			client.close().block(BOUND);
		}
	}

	private static <E extends ConnectionEvent> Mono<E> first(ElectionClient client, Class<E> type) {
		return client.events().ofType(type).next();
	}

}
