package dev.perigee.gateway.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.perigee.gateway.memory.MemoryUse.Step;
import dev.perigee.gateway.session.SessionView;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.EchoFlag;

/**
 * Says in words what is wrong with a node, the worst first. Stateless.
 */
final class Diagnosis {

	private static final int FULL_PERCENT = 90;

	private static final long SILENT_MILLIS = 2000;

	private Diagnosis() {
	}

	static List<String> of(GatewayView view) {
		List<String> problems = new ArrayList<>();
		if (!view.node().natsConnected()) {
			problems.add("ISOLATED: no connection to NATS, or it does not permit what this node needs "
					+ "(health: nats, natsAccess); clients leave");
		}
		else if (view.node().flags().contains(EchoFlag.ISOLATED)) {
			problems.add("ISOLATED: NATS is connected, but no other region is heard (health: regions); clients leave");
		}
		memory(view.memory(), problems);
		if (view.drain().draining()) {
			problems.add("draining: %d sessions have %d ms left".formatted(view.drain().sessions(),
					view.drain().remainingMillis()));
		}
		sessions(view.sessions(), problems);
		codes("refused", view.refusals(), problems);
		codes("closed", view.closes(), problems);
		view.nodes().stream().filter((node) -> node.silentMillis() > SILENT_MILLIS).forEach((node) -> {
			problems
				.add("node %s (%s): not heard of for %d ms".formatted(node.name(), node.region(), node.silentMillis()));
		});
		return problems;
	}

	private static void memory(GatewayView.Memory memory, List<String> problems) {
		Step reached = null;
		for (Step step : Step.values()) {
			reached = (memory.usedPercent() >= step.percent()) ? step : reached;
		}
		if (reached != null) {
			problems.add("memory: %d %% of gateway.memory.max, step %s".formatted(memory.usedPercent(), reached));
		}
	}

	private static void sessions(GatewayView.Sessions sessions, List<String> problems) {
		if (sessions.attached() * 100L >= (long) sessions.max() * FULL_PERCENT) {
			problems.add("full: %d of %d sessions".formatted(sessions.attached(), sessions.max()));
		}
		if (!sessions.slowest().isEmpty()) {
			SessionView.Slow slowest = sessions.slowest().get(0);
			problems.add("slow: frames wait for %d connections, most for session %s (%d bytes, %d ms)"
				.formatted(sessions.slow(), slowest.session(), slowest.queueBytes(), slowest.waitingMillis()));
		}
	}

	private static void codes(String what, Map<CloseCode, Long> counts, List<String> problems) {
		counts.entrySet()
			.stream()
			.filter((entry) -> entry.getKey() != CloseCode.NORMAL)
			.sorted(Map.Entry.<CloseCode, Long>comparingByValue().reversed())
			.forEach((entry) -> problems
				.add("%s in the last minutes: %d with %s".formatted(what, entry.getValue(), entry.getKey())));
	}

}
