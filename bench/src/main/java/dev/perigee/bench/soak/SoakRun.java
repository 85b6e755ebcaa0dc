package dev.perigee.bench.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import dev.perigee.bench.soak.SoakReport.FaultCount;
import dev.perigee.bench.soak.SoakReport.Messages;
import dev.perigee.bench.soak.SoakWorld.User;
import dev.perigee.bench.soak.SoakWorld.Vitals;
import dev.perigee.lab.time.LabClock;

/**
 * Users who talk while one fault follows another: some talk all the time, others come and
 * go. Blocks; used once, by one thread.
 */
final class SoakRun {

	private static final int LONG_CONVERSATIONS = 2;

	private static final int SHORT_CONVERSATIONS = 2;

	private static final int USERS = 3;

	private static final Duration WARM_UP = Duration.ofSeconds(5);

	private static final Duration SHORTEST_TALK = Duration.ofSeconds(3);

	private static final Duration LONGEST_TALK = Duration.ofSeconds(20);

	private static final Duration SHORTEST_CALM = Duration.ofSeconds(1);

	private static final Duration LONGEST_CALM = Duration.ofSeconds(6);

	private final SoakWorld world;

	private final long seed;

	private final Consumer<String> progress;

	private final long beginNanos = LabClock.nanoTime();

	/**
	 * Prepares without connecting.
	 * @param world where
	 * @param seed of faults and conversations
	 * @param progress told about each fault and each flaw
	 */
	SoakRun(SoakWorld world, long seed, Consumer<String> progress) {
		this.world = world;
		this.seed = seed;
		this.progress = progress;
	}

	/**
	 * Runs.
	 * @param minutes how long faults strike
	 * @return what has become of messages and gateways
	 * @throws IllegalStateException when users don't meet, or what was killed doesn't
	 * come back, in time
	 */
	SoakReport run(int minutes) {
		List<List<User>> groups = new ArrayList<>();
		for (int group = 0; group < LONG_CONVERSATIONS + SHORT_CONVERSATIONS; group++) {
			groups.add(this.world.users("user-" + group, USERS, group));
		}
		groups.forEach((group) -> converse("warm-up", group, WARM_UP));
		Vitals before = this.world.vitals();
		Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
		long endNanos = LabClock.nanoTime() + Duration.ofMinutes(minutes).toNanos();
		Messages messages = talkDuring(groups, endNanos, () -> inflict(faults, endNanos));
		Vitals after = this.world.vitals();
		return SoakReport.of(minutes, messages,
				faults.entrySet()
					.stream()
					.map((entry) -> new FaultCount(entry.getKey().toString(), entry.getValue()))
					.toList(),
				before, after);
	}

	/** Every kind of fault strikes as often as every other one, in random order. */
	private void inflict(Map<Fault, Integer> faults, long endNanos) {
		Random random = new Random(this.seed);
		List<Fault> deck = new ArrayList<>();
		while (LabClock.nanoTime() - endNanos < 0) {
			if (deck.isEmpty()) {
				deck.addAll(Arrays.asList(Fault.values()));
				Collections.shuffle(deck, random);
			}
			LabClock.pass(between(SHORTEST_CALM, LONGEST_CALM, random));
			Fault fault = deck.remove(deck.size() - 1);
			say("%s begins".formatted(fault));
			String victim = fault.strike(this.world, random);
			faults.merge(fault, 1, Integer::sum);
			say("%s: %s is over".formatted(fault, victim));
		}
	}

	private Messages talkDuring(List<List<User>> groups, long endNanos, Runnable faults) {
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			List<Future<Messages>> talks = new ArrayList<>();
			for (int group = 0; group < groups.size(); group++) {
				int number = group;
				talks.add(threads.submit(() -> talk(number, groups.get(number), endNanos)));
			}
			faults.run();
			Messages sum = Messages.NONE;
			for (Future<Messages> talk : talks) {
				sum = sum.plus(talk.get());
			}
			return sum;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A conversation failed: " + ex.getCause(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
		finally {
			threads.shutdownNow();
		}
	}

	/** One long conversation, or short ones one after another. */
	private Messages talk(int group, List<User> users, long endNanos) {
		RandomGenerator random = new Random(this.seed + group);
		Messages sum = Messages.NONE;
		for (int count = 1; LabClock.nanoTime() - endNanos < 0; count++) {
			Duration left = Duration.ofNanos(Math.max(0, endNanos - LabClock.nanoTime()));
			Duration time = (group < LONG_CONVERSATIONS) ? left : between(SHORTEST_TALK, LONGEST_TALK, random);
			sum = sum.plus(converse("room-%d-%d".formatted(group, count), users, time));
		}
		return sum;
	}

	private Messages converse(String room, List<User> users, Duration time) {
		try (Conversation conversation = new Conversation(this.world, room, users)) {
			Messages messages = conversation.hold(time);
			if (!messages.areFlawless()) {
				conversation.explanation().forEach(this::say);
			}
			return messages;
		}
	}

	private static Duration between(Duration shortest, Duration longest, RandomGenerator random) {
		return Duration.ofNanos(random.nextLong(shortest.toNanos(), longest.toNanos()));
	}

	private void say(String what) {
		this.progress.accept("%8.3f s %s".formatted((LabClock.nanoTime() - this.beginNanos) / 1e9, what));
	}

}
