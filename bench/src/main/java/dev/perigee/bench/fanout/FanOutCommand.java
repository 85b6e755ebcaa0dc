package dev.perigee.bench.fanout;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.perigee.bench.fanout.FanOutReport.Result;
import dev.perigee.bench.member.Member;
import dev.perigee.lab.Lab;
import dev.perigee.lab.gateway.GatewayProcess;
import dev.perigee.lab.port.PortLease;
import dev.perigee.lab.process.Launch;
import dev.perigee.lab.process.ManagedProcess;
import dev.perigee.lab.time.LabClock;
import dev.perigee.protocol.ControlFrames.Hello;
import dev.perigee.protocol.ControlFrames.Join;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Transport;
import dev.perigee.webtransport.WebTransportTrust;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.FileSystemUtils;

/**
 * The command line of {@code bin/bench fanout}.
 */
@Command(name = "fanout", mixinStandardHelpOptions = true, sortOptions = false,
		description = { "Delivers reliable messages to a room over real connections: how many for a second of the "
				+ "server's CPU time, compared with a bare Netty server in the same run?", "" })
public final class FanOutCommand implements Callable<Integer> {

	private static final String REGION = "frankfurt";

	private static final String ROOM = "fan-out";

	private static final Duration BOUND = Duration.ofSeconds(30);

	/** One speaker sends more than a user may. */
	private static final String[] UNLIMITED = { "-Dgateway.limits.frames-per-second=10000000",
			"-Dgateway.limits.bytes-per-second=1GB" };

	@Spec
	private CommandSpec spec = CommandSpec.create();

	@Option(names = "--members", paramLabel = "N", defaultValue = "100",
			description = "who get each message (default: ${DEFAULT-VALUE})")
	private int members;

	@Option(names = "--batch", paramLabel = "N", defaultValue = "16",
			description = "messages in one write of the speaker (default: ${DEFAULT-VALUE})")
	private int messagesPerWrite;

	@Option(names = "--bytes", paramLabel = "N", split = ",", defaultValue = "100,1024",
			description = "sizes of messages (default: ${DEFAULT-VALUE})")
	private List<Integer> sizes = List.of();

	@Option(names = "--seconds", paramLabel = "N", defaultValue = "5",
			description = "measured for each server and size, after as long a warm-up (default: ${DEFAULT-VALUE})")
	private int seconds;

	@Option(names = "--json", description = "print one JSON object on standard output")
	private boolean json;

	@Override
	public Integer call() throws IOException {
		if (this.members < 1 || this.messagesPerWrite < 1 || this.seconds < 1) {
			throw new ParameterException(this.spec.commandLine(), "--members, --batch, --seconds: at least 1 expected");
		}
		FanOutReport report = new FanOutReport(this.members, this.messagesPerWrite, measure());
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

	private List<Result> measure() throws IOException {
		List<Result> results = new ArrayList<>();
		PrintWriter err = this.spec.commandLine().getErr();
		try (Lab lab = Lab.builder().regions(REGION).gatewayOptions(UNLIMITED).onProgress(err::println).start();
				PortLease ports = PortLease.acquire();
				Bare bare = Bare.start(ports.nextAddress())) {
			WebTransportTrust trust = WebTransportTrust.certificateHashes(lab.webTransportIdentity().sha256());
			GatewayProcess webSocket = lab.region(REGION).gatewayWs();
			GatewayProcess webTransport = lab.region(REGION).gatewayWt();
			for (int bytes : this.sizes) {
				double base = measureBare(bare, bytes);
				results.add(new Result("bare Netty", bytes, base, 1));
				results.add(result("gateway-ws", bytes, base,
						measureGateway(lab, webSocket, () -> Member.overWebSocket(webSocket.url()), bytes)));
				results.add(result("gateway-wt", bytes, base, measureGateway(lab, webTransport,
						() -> Member.overWebTransport(webTransport.url(), trust), bytes)));
			}
		}
		return results;
	}

	private static Result result(String server, int bytes, double base, double measured) {
		return new Result(server, bytes, measured, measured / base);
	}

	/** Its members join nothing, and its speaker sends what a gateway would deliver. */
	private double measureBare(Bare bare, int bytes) {
		AtomicLong sequence = new AtomicLong();
		return measure(bare.process().pid(), () -> Member.overWebSocket(bare.address()), (speaker) -> (count) -> frames(
				count,
				() -> new Frame.Deliver(1, DeliveryClass.RELIABLE, 1, sequence.incrementAndGet(), payload(bytes))));
	}

	private double measureGateway(Lab lab, GatewayProcess gateway, Supplier<Member> connect, int bytes) {
		AtomicLong users = new AtomicLong();
		AtomicLong sequence = new AtomicLong();
		return measure(gateway.pid(), () -> {
			Member member = connect.get();
			String token = lab.token("user-" + users.incrementAndGet(), ROOM);
			member.send(new Hello(1, token, null, 0, null), new Join(ROOM));
			LabClock.await(BOUND, () -> member.room() != 0, () -> "JOINED from " + gateway);
			return member;
		}, (speaker) -> (count) -> frames(count, () -> new Frame.Publish(speaker.room(), DeliveryClass.RELIABLE,
				sequence.incrementAndGet(), payload(bytes))));
	}

	private double measure(long pid, Supplier<Member> connect, Function<Member, IntFunction<Frame[]>> speech) {
		List<Member> all = new ArrayList<>();
		try {
			IntStream.rangeClosed(0, this.members).forEach((member) -> all.add(connect.get()));
			Member speaker = all.get(0);
			Duration time = Duration.ofSeconds(this.seconds);
			return new FanOutRun(speaker, all.subList(1, all.size()), speech.apply(speaker), this.messagesPerWrite)
				.deliveredPerCpuSecond(pid, time, time);
		}
		finally {
			all.forEach(Member::close);
		}
	}

	private static Frame[] frames(int count, Supplier<Frame> next) {
		return Stream.generate(next).limit(count).toArray(Frame[]::new);
	}

	private static ByteBuf payload(int bytes) {
		return Unpooled.wrappedBuffer(new byte[bytes]);
	}

	/** The server to compare with. */
	private record Bare(ManagedProcess process, URI address, Path directory) implements AutoCloseable {

		static Bare start(InetSocketAddress address) throws IOException {
			Path directory = Files.createTempDirectory("bare-netty");
			ManagedProcess process = ManagedProcess.start(new Launch(
					"bare-netty", List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
							classPath(), BareServer.class.getName(), String.valueOf(address.getPort())),
					Map.of(), directory));
			process.awaitOutput(BareServer.readyText(), BOUND);
			return new Bare(process, GatewayProcess.url(Transport.WEBSOCKET, address), directory);
		}

		/** It runs in another folder. */
		private static String classPath() {
			return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
				.map((entry) -> Path.of(entry).toAbsolutePath().toString())
				.collect(Collectors.joining(File.pathSeparator));
		}

		@Override
		public void close() throws IOException {
			this.process.close();
			FileSystemUtils.deleteRecursively(this.directory);
		}

	}

}
