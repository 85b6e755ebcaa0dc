package dev.perigee.election.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * What is remembered of each network, in a small JSON file. Safe for use by several
 * threads; all reading, writing and asking for the network is done on a scheduler that
 * may block. Memory is a help and no more: whatever goes wrong with the file is logged
 * once and otherwise the same as to remember nothing.
 */
public final class ElectionMemory {

	private static final Logger LOGGER = Loggers.getLogger(ElectionMemory.class);

	private final MemoryFile file;

	private final NetworkIdentity identity;

	private final InstantSource clock;

	private final String salt;

	private final Scheduler blocking;

	/** What went wrong last. Guarded by this. */
	private @Nullable Class<?> complaint;

	/**
	 * Creates a memory; touches no file.
	 * @param file where it is kept
	 * @param identity tells networks apart
	 * @param clock dates what is written
	 * @param salt of a new file: the keys of two files must have nothing in common
	 * @param blocking where files are read and written
	 */
	public ElectionMemory(Path file, NetworkIdentity identity, InstantSource clock, String salt, Scheduler blocking) {
		this.file = new MemoryFile(file);
		this.identity = identity;
		this.clock = clock;
		this.salt = salt;
		this.blocking = blocking;
	}

	/**
	 * Recalls the present network.
	 * @return emits what is known of it, on the blocking scheduler; never fails
	 */
	public Mono<NetworkMemory> recall() {
		return Mono.fromCallable(this::read).subscribeOn(this.blocking);
	}

	/**
	 * Changes what is remembered of the present network.
	 * @param change from what is known to what is to be known
	 * @return completes when it is written, or can't be; never fails
	 */
	public Mono<Void> remember(UnaryOperator<NetworkMemory> change) {
		return Mono.<Void>fromRunnable(() -> write(change)).subscribeOn(this.blocking);
	}

	private synchronized NetworkMemory read() {
		try {
			return this.file.read()
				.map((document) -> document.of(this.identity.current()))
				.orElse(NetworkMemory.NOTHING);
		}
		catch (IOException | RuntimeException ex) {
			complain(ex);
			return NetworkMemory.NOTHING;
		}
	}

	private synchronized void write(UnaryOperator<NetworkMemory> change) {
		try {
			MemoryDocument document = readForChange();
			String network = this.identity.current();
			this.file.write(document.with(network, change.apply(document.of(network)), this.clock.instant()));
		}
		catch (IOException | RuntimeException ex) {
			complain(ex);
		}
	}

	/** What others have written since is kept. */
	private MemoryDocument readForChange() throws IOException {
		try {
			return this.file.read().orElseGet(this::begin);
		}
		catch (UnreadableMemoryException ex) {
			if (!ex.isReplaceable()) {
				throw ex;
			}
			complain(ex);
			return begin();
		}
	}

	private MemoryDocument begin() {
		return MemoryDocument.empty(this.salt);
	}

	/** Once, not at each election: a file system that is read-only stays so. */
	private void complain(Exception problem) {
		if (problem.getClass() != this.complaint) {
			this.complaint = problem.getClass();
			LOGGER.warn("the election memory is of no use: {}",
					(problem instanceof UnreadableMemoryException) ? problem.getMessage() : problem.toString());
		}
	}

}
