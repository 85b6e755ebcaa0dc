package dev.perigee.bench.attach;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import dev.perigee.bench.member.Member;
import dev.perigee.lab.Lab;
import dev.perigee.lab.LabRegion;
import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.webtransport.WebTransportTrust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command line of {@code bin/bench attach}.
 */
@Command(name = "attach", mixinStandardHelpOptions = true, sortOptions = false,
		description = { "Lets sessions into real gateways, as newcomers and by way of a standby: how much of the "
				+ "gateway's CPU time does each step take, compared in the same run?", "" })
public final class AttachCommand implements Callable<Integer> {

	private static final String REGION = "frankfurt";

	/** All come from one address, faster than a region's users would. */
	private static final String[] UNLIMITED = { "-Dgateway.limits.attaches-per-second=100000",
			"-Dgateway.limits.activates-per-second=100000", "-Dgateway.limits.handshakes-per-second=100000",
			"-Dgateway.limits.handshakes-per-address=100000", "-Dgateway.limits.unfinished-handshakes=100000",
			"-Dgateway.limits.connections-per-address=100000", "-Dgateway.limits.unauthenticated-lifetime=5m" };

	@Spec
	private CommandSpec spec = CommandSpec.create();

	@Option(names = "--sessions", paramLabel = "N", defaultValue = "500",
			description = "take each step in each round (default: ${DEFAULT-VALUE})")
	private int sessions;

	@Option(names = "--rounds", paramLabel = "N", defaultValue = "4",
			description = "the later half counts as warm (default: ${DEFAULT-VALUE})")
	private int rounds;

	@Option(names = "--json", description = "print one JSON object on standard output")
	private boolean json;

	@Override
	public Integer call() {
		if (this.sessions < 1 || this.rounds < 1) {
			throw new ParameterException(this.spec.commandLine(), "--sessions, --rounds: at least 1 expected");
		}
		AttachReport report = new AttachReport(this.sessions, measure());
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

	private List<AttachReport.Row> measure() {
		List<AttachReport.Row> rows = new ArrayList<>();
		PrintWriter err = this.spec.commandLine().getErr();
		try (Lab lab = Lab.builder().regions(REGION).gatewayOptions(UNLIMITED).onProgress(err::println).start()) {
			WebTransportTrust trust = WebTransportTrust.certificateHashes(lab.webTransportIdentity().sha256());
			LabRegion region = lab.region(REGION);
			Supplier<Member> webSocket = () -> Member.overWebSocket(region.gatewayWs().url());
			Supplier<Member> webTransport = () -> Member.overWebTransport(region.gatewayWt().url(), trust);
			rows.addAll(measure(lab, region.gatewayWs(), webSocket, webTransport));
			rows.addAll(measure(lab, region.gatewayWt(), webTransport, webSocket));
		}
		return rows;
	}

	private List<AttachReport.Row> measure(Lab lab, GatewayProcess gateway, Supplier<Member> connect,
			Supplier<Member> connectElsewhere) {
		List<Map<Step, Duration>> costs = new ArrayList<>();
		List<Crowd> crowds = new ArrayList<>();
		try {
			for (int round = 1; round <= this.rounds; round++) {
				Crowd crowd = new Crowd(lab, gateway + "-" + round, this.sessions);
				crowds.add(crowd);
				costs.add(crowd.measure(gateway.pid(), connect, connectElsewhere));
				this.spec.commandLine().getErr().println(gateway + ": round " + round + " of " + this.rounds);
			}
		}
		finally {
			crowds.forEach(Crowd::close);
		}
		return AttachReport.rows(gateway.toString(), this.sessions, costs);
	}

}
