package dev.perigee.election.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes the document. A reader sees an old or a new document, never half of
 * one; of several writers at once the last one wins. Blocks; holds no state.
 */
final class MemoryFile {

	/** Each document begins with it; a file that does not is somebody else's. */
	private static final String MARK = "{\"format\":\"" + MemoryDocument.FORMAT + "\"";

	private static final long MAX_BYTES = 256 * 1024;

	private final JsonMapper mapper = JsonMapper.builder().build();

	private final Path path;

	MemoryFile(Path path) {
		this.path = path.toAbsolutePath();
	}

	/**
	 * Reads the document.
	 * @return empty when there is none yet
	 * @throws IOException when it can't be read
	 * @throws UnreadableMemoryException when it is no document, or not one of ours
	 */
	Optional<MemoryDocument> read() throws IOException {
		if (!Files.exists(this.path) || Files.size(this.path) == 0) {
			return Optional.empty();
		}
		String text = (Files.size(this.path) <= MAX_BYTES) ? Files.readString(this.path) : "";
		if (!text.startsWith(MARK)) {
			throw new UnreadableMemoryException(this.path + " is no election memory, and is left alone", false);
		}
		try {
			MemoryDocument document = this.mapper.readValue(text, MemoryDocument.class);
			if (document.version() > MemoryDocument.VERSION) {
				throw new UnreadableMemoryException("%s has version %d, newer than this library's, and is left alone"
					.formatted(this.path, document.version()), false);
			}
			return Optional.of(document);
		}
		catch (JacksonException ex) {
			throw new UnreadableMemoryException(this.path + " is damaged, and is begun anew", true);
		}
	}

	void write(MemoryDocument document) throws IOException {
		Path directory = this.path.getParent();
		Files.createDirectories(directory);
		Path written = Files.createTempFile(directory, this.path.getFileName().toString(), ".tmp");
		try {
			Files.writeString(written, this.mapper.writeValueAsString(document));
			Files.move(written, this.path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(written);
		}
	}

}
