package dev.perigee.bench.attach;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import dev.perigee.bench.CpuTime;
import dev.perigee.bench.member.Member;
import dev.perigee.lab.Lab;
import dev.perigee.lab.time.LabClock;
import dev.perigee.protocol.ControlFrames.ClientInfo;
import dev.perigee.protocol.ControlFrames.Hello;
import dev.perigee.protocol.ControlFrames.Join;
import dev.perigee.protocol.StandbyFrames.Activate;
import dev.perigee.protocol.StandbyFrames.Standby;

/**
 * Users who come to a gateway together, four in each room: some as newcomers, as many
 * with a session that another gateway holds. They stay until the crowd is closed.
 */
final class Crowd implements AutoCloseable {

	private static final int ROOM_SIZE = 4;

	private static final ClientInfo CLIENT = new ClientInfo("bench", "1.0");

	private static final Duration BOUND = Duration.ofMinutes(1);

	private final Lab lab;

	private final String name;

	private final int size;

	private final List<Member> connections = new ArrayList<>();

	/**
	 * Gathers a crowd.
	 * @param lab where
	 * @param name part of the names of its users and rooms, which no other crowd has
	 * @param size how many take each step
	 */
	Crowd(Lab lab, String name, int size) {
		this.lab = lab;
		this.name = name;
		this.size = size;
	}

	/**
	 * Lets them in.
	 * @param pid of the gateway
	 * @param connect connects to it
	 * @param connectElsewhere connects to another gateway
	 * @return its CPU time for each step
	 */
	Map<Step, Duration> measure(long pid, Supplier<Member> connect, Supplier<Member> connectElsewhere) {
		Map<Step, Duration> costs = new EnumMap<>(Step.class);
		List<Member> newcomers = new ArrayList<>();
		costs.put(Step.CONNECT, cpuOf(pid, () -> connect(newcomers, connect)));
		costs.put(Step.HELLO, cpuOf(pid, () -> hello(newcomers, "new")));
		List<Member> elsewhere = new ArrayList<>();
		connect(elsewhere, connectElsewhere);
		hello(elsewhere, "old");
		List<Member> standbys = new ArrayList<>();
		connect(standbys, connect);
		costs.put(Step.STANDBY, cpuOf(pid, () -> standBy(standbys, elsewhere)));
		costs.put(Step.ACTIVATE, cpuOf(pid, () -> activate(standbys)));
		return costs;
	}

	private static Duration cpuOf(long pid, Runnable step) {
		Duration before = CpuTime.of(pid);
		step.run();
		return CpuTime.of(pid).minus(before);
	}

	private void connect(List<Member> members, Supplier<Member> connect) {
		for (int i = 0; i < this.size; i++) {
			Member member = connect.get();
			this.connections.add(member);
			members.add(member);
		}
	}

	private void hello(List<Member> members, String kind) {
		IntStream.range(0, this.size)
			.forEach(
					(i) -> members.get(i).send(new Hello(1, token(kind, i), null, 0, CLIENT), new Join(room(kind, i))));
		awaitAll(members, (member) -> member.room() != 0, "JOINED");
	}

	private void standBy(List<Member> standbys, List<Member> elsewhere) {
		IntStream.range(0, this.size).forEach((i) -> {
			String resumeToken = Objects.requireNonNull(elsewhere.get(i).resumeToken());
			standbys.get(i).send(new Standby(1, token("old", i), resumeToken, CLIENT), new Join(room("old", i)));
		});
		awaitAll(standbys, (member) -> member.resumeToken() != null, "WELCOME");
	}

	private void activate(List<Member> standbys) {
		IntStream.range(0, this.size).forEach((i) -> standbys.get(i).send(new Activate(1), new Join(room("old", i))));
		awaitAll(standbys, (member) -> member.room() != 0, "JOINED");
	}

	private void awaitAll(List<Member> members, Predicate<Member> done, String what) {
		LabClock.await(BOUND, () -> members.stream().allMatch(done),
				() -> what + ": " + members.stream().filter(done).count() + " of " + members.size());
	}

	private String token(String kind, int user) {
		return this.lab.token(this.name + "-" + kind + "-" + user, room(kind, user));
	}

	private String room(String kind, int user) {
		return this.name + "-" + kind + "-room-" + user / ROOM_SIZE;
	}

	@Override
	public void close() {
		this.connections.forEach(Member::close);
	}

}
