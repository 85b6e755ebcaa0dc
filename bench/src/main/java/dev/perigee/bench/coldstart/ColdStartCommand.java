package dev.perigee.bench.coldstart;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import dev.perigee.lab.ProjectHome;
import dev.perigee.lab.gateway.GatewayProgram;
import dev.perigee.lab.image.UnpackedImage;
import dev.perigee.lab.port.PortLease;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.FileSystemUtils;

/**
 * The command line of {@code bin/bench cold-start}.
 */
@Command(name = "cold-start", mixinStandardHelpOptions = true, sortOptions = false, description = {
		"Starts a gateway of an image that bin/image has made, in turn as its executable jar, without its "
				+ "cache of classes, and as it is: how long until it is ready, and how much CPU and memory does it take? "
				+ "The same JRE each time. On Linux and as root.",
		"" })
public final class ColdStartCommand implements Callable<Integer> {

	@Spec
	private CommandSpec spec = CommandSpec.create();

	@Option(names = "--gateway", paramLabel = "NAME", defaultValue = "gateway-ws",
			description = "gateway-ws or gateway-wt (default: ${DEFAULT-VALUE})")
	private String gateway = "gateway-ws";

	@Option(names = "--count", paramLabel = "N", defaultValue = "5",
			description = "starts in each form (default: ${DEFAULT-VALUE})")
	private int count;

	@Option(names = "--json", description = "print one JSON object on standard output")
	private boolean json;

	@Override
	public Integer call() throws IOException {
		if (this.count < 1) {
			throw new ParameterException(this.spec.commandLine(), "--count: at least 1 expected, was " + this.count);
		}
		if (!this.gateway.equals("gateway-ws") && !this.gateway.equals("gateway-wt")) {
			throw new ParameterException(this.spec.commandLine(),
					"--gateway: gateway-ws or gateway-wt expected, was " + this.gateway);
		}
		Path directory = Files.createTempDirectory("perigee-cold-start");
		try (PortLease ports = PortLease.acquire()) {
			print(measure(directory, ports));
		}
		finally {
			FileSystemUtils.deleteRecursively(directory);
		}
		return 0;
	}

	/**
	 * Takes the forms in turn, so that what else the machine does strikes all alike. The
	 * first start of each is not counted: it reads its files from the disk.
	 */
	private ColdStartReport measure(Path directory, PortLease ports) {
		UnpackedImage image = UnpackedImage.of(this.gateway, directory.resolve("image"));
		List<String> mounts = List
			.of(GatewayProgram.executableJar(ProjectHome.path(), this.gateway) + ":" + Form.JAR + ":ro");
		Map<Form, List<ColdStart>> starts = new EnumMap<>(Form.class);
		for (int round = 0; round <= this.count; round++) {
			for (Form form : Form.values()) {
				ColdStart start = ColdStart.measure(form.of(image), mounts, directory, ports);
				if (round > 0) {
					starts.computeIfAbsent(form, (key) -> new ArrayList<>()).add(start);
				}
			}
		}
		return ColdStartReport.of(this.gateway, starts);
	}

	private void print(ColdStartReport report) {
		PrintWriter out = this.spec.commandLine().getOut();
		if (this.json) {
			out.println(JsonMapper.shared().writeValueAsString(report));
		}
		else {
			report.lines().forEach(out::println);
		}
		out.flush();
	}

}
