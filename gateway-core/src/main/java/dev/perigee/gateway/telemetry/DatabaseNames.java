package dev.perigee.gateway.telemetry;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.maxmind.db.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Names a network by what databases in MaxMind's format say of it: autonomous system and
 * country, {@code AS3320-DE}, as far as they are known. Reads GeoLite2 and GeoIP2 ASN,
 * ISP, Country and City, and whatever has the same fields. The files are read into memory
 * once.
 */
final class DatabaseNames implements NetworkNames, Closeable {

	private final List<Reader> databases;

	private DatabaseNames(List<Reader> databases) {
		this.databases = databases;
	}

	/**
	 * Reads the files.
	 * @param files one or more; of what several say, the first counts
	 * @return the names
	 * @throws UncheckedIOException when one can't be read; the message names the property
	 */
	static DatabaseNames open(List<Path> files) {
		List<Reader> databases = new ArrayList<>();
		for (Path file : files) {
			try {
				databases.add(new Reader(file.toFile(), Reader.FileMode.MEMORY));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(
						"gateway.telemetry.databases: a file in MaxMind's format expected, was " + file, ex);
			}
		}
		return new DatabaseNames(databases);
	}

	@Override
	public String name(InetAddress address) {
		String system = null;
		String country = null;
		for (Reader database : this.databases) {
			Map<?, ?> entry = entry(database, address);
			system = (system != null) ? system : system(entry);
			country = (country != null) ? country : country(entry);
		}
		if (system == null || country == null) {
			return (system != null) ? system : (country != null) ? country : UNKNOWN;
		}
		return system + "-" + country;
	}

	@Override
	public void close() throws IOException {
		for (Reader database : this.databases) {
			database.close();
		}
	}

	/** A file that is damaged somewhere says nothing of what is there. */
	private static Map<?, ?> entry(Reader database, InetAddress address) {
		try {
			Map<?, ?> entry = database.get(address, Map.class);
			return (entry != null) ? entry : Map.of();
		}
		catch (IOException | IllegalArgumentException ex) {
			// the latter: an IPv6 address in a database of IPv4
			return Map.of();
		}
	}

	private static @Nullable String system(Map<?, ?> entry) {
		return (entry.get("autonomous_system_number") instanceof Number number) ? "AS" + number : null;
	}

	private static @Nullable String country(Map<?, ?> entry) {
		return (entry.get("country") instanceof Map<?, ?> country && country.get("iso_code") instanceof String code)
				? code : null;
	}

}
