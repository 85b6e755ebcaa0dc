package dev.perigee.gateway.telemetry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Names of networks, derived from prefixes and read from databases that
 * {@link MaxMindFile} writes.
 */
class NetworkNamesTests {

	private static final InstantSource DAY = InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));

	private static final byte[] SALT = "a salt for the tests".getBytes();

	private final NetworkNames names = new PrefixNames(SALT, DAY);

	@TempDir
	Path directory;

	@ParameterizedTest
	@CsvSource({ "192.0.2.1, 192.0.2.254, true", "192.0.2.1, 192.0.3.1, false",
			"2001:db8:1::1, 2001:db8:1:ffff::2, true", "2001:db8:1::1, 2001:db8:2::1, false",
			"1.2.3.4, 102:300::, false" })
	void sharesANameWithinAPrefix(String one, String other, boolean same) {
		assertThat(name(this.names, one).equals(name(this.names, other))).isEqualTo(same);
	}

	@Test
	void aNameSaysNothingOfTheAddress() {
		assertThat(name(this.names, "192.0.2.1")).matches("n-[0-9a-f]{8}");
	}

	@Test
	void namesDependOnTheSaltAndTheDayAndOnNothingElse() {
		String today = name(this.names, "192.0.2.1");
		assertThat(name(new PrefixNames(SALT, DAY), "192.0.2.1")).isEqualTo(today);
		assertThat(name(new PrefixNames("another salt".getBytes(), DAY), "192.0.2.1")).isNotEqualTo(today);
		assertThat(name(new PrefixNames(SALT, () -> DAY.instant().plusSeconds(86_400)), "192.0.2.1"))
			.isNotEqualTo(today);
	}

	@ParameterizedTest
	@CsvSource({ "192.0.2.77, AS64500-DE", "198.51.100.1, AS64501", "203.0.113.5, FR", "10.0.0.1, unknown",
			"2001:db8::1, unknown" })
	void readsSystemAndCountryFromDatabases(String address, String name) throws IOException {
		Path systems = MaxMindFile.write(this.directory.resolve("asn.mmdb"), Map.of("192.0.2",
				Map.of("autonomous_system_number", 64500L), "198.51.100", Map.of("autonomous_system_number", 64501L)));
		Path countries = MaxMindFile.write(this.directory.resolve("country.mmdb"), Map.of("192.0.2",
				Map.of("country", Map.of("iso_code", "DE")), "203.0.113", Map.of("country", Map.of("iso_code", "FR"))));
		try (DatabaseNames databases = DatabaseNames.open(List.of(systems, countries))) {
			assertThat(name(databases, address)).isEqualTo(name);
		}
	}

	@Test
	void namesTheFileThatIsNoDatabase() throws IOException {
		Path file = Files.writeString(this.directory.resolve("wrong.mmdb"), "hello");
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> DatabaseNames.open(List.of(file)))
			.withMessageContaining("gateway.telemetry.databases")
			.withMessageContaining("wrong.mmdb");
	}

	@Test
	void withoutASaltEachProcessHasItsOwnNames() {
		TelemetryProperties properties = UserTelemetryTests.properties();
		assertThat(name(NetworkNames.create(properties, new SplittableRandom(1), DAY), "192.0.2.1"))
			.isNotEqualTo(name(NetworkNames.create(properties, new SplittableRandom(2), DAY), "192.0.2.1"));
	}

	private static String name(NetworkNames names, String address) {
		try {
			return names.name(InetAddress.getByName(address));
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

}
