package dev.perigee.gateway.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.perigee.gateway.test.MountedSecret;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

@ExtendWith(OutputCaptureExtension.class)
class CheckedSslBundlesTests {

	@TempDir
	static Path directory;

	private static final X509Bundle AUTHORITY = MountedSecret.authority("test");

	private static final X509Bundle GOOD = MountedSecret.issue(AUTHORITY);

	private static final X509Bundle OTHER = MountedSecret.issue(AUTHORITY);

	private static final X509Bundle EXPIRED = MountedSecret.issueExpired(AUTHORITY);

	private final CheckedSslBundles bundles = new CheckedSslBundles(InstantSource.system());

	private final List<SslBundle> used = new ArrayList<>();

	@Test
	void handsOnWhatIsGoodAndSaysSo(CapturedOutput output) {
		registerGood();
		SslBundle fresh = pem(OTHER, AUTHORITY.getCertificatePEM());
		this.bundles.updateBundle("edge", fresh);
		assertThat(this.used).containsExactly(fresh);
		assertThat(this.bundles.getBundle("edge")).isSameAs(fresh);
		assertThat(output).containsPattern("INFO.*SSL bundle 'edge' was reloaded: serial number %x, valid until 20"
			.formatted(OTHER.getCertificate().getSerialNumber()));
	}

	static Stream<Arguments> broken() {
		String certificate = GOOD.getCertificatePEM();
		String key = GOOD.getPrivateKeyPEM();
		String trusted = AUTHORITY.getCertificatePEM();
		return Stream.of(arguments("another key", pem(certificate, OTHER.getPrivateKeyPEM(), trusted), "not that of"),
				arguments("a key of another kind", pem(certificate, rsaKey(), trusted), "not that of"),
				arguments("expired", pem(EXPIRED, trusted), "valid from"),
				arguments("half a certificate", pem(certificate.substring(0, 300), key, trusted), "key store"),
				arguments("empty certificate", pem("", key, trusted), "key store"),
				arguments("half a key", pem(certificate, key.substring(0, 80), trusted), "key store"),
				arguments("a missing file", pem("file:/nowhere/tls.crt", key, trusted), "/nowhere/tls.crt"),
				arguments("an unreadable authority", pem(certificate, key, trusted.substring(0, 200)), "trust store"));
	}

	private static String rsaKey() {
		try {
			return new CertificateBuilder().rsa2048()
				.subject("CN=rsa")
				.setIsCertificateAuthority(true)
				.buildSelfSigned()
				.getPrivateKeyPEM();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("broken")
	void keepsWhatItHasWhenTheNewIsNoGood(String what, SslBundle broken, String reason, CapturedOutput output) {
		SslBundle good = registerGood();
		this.bundles.updateBundle("edge", broken);
		assertThat(this.used).isEmpty();
		assertThat(this.bundles.getBundle("edge")).isSameAs(good);
		assertThat(output.toString().lines().filter((line) -> line.contains("ERROR"))).singleElement()
			.asString()
			.contains("SSL bundle 'edge'")
			.contains(reason);
	}

	@Test
	void reportsWhoCannotUseIt(CapturedOutput output) {
		registerGood();
		this.bundles.addBundleUpdateHandler("edge", (bundle) -> {
			throw new IllegalStateException("no such alias");
		});
		this.bundles.updateBundle("edge", pem(OTHER, AUTHORITY.getCertificatePEM()));
		assertThat(output).containsPattern("ERROR.*SSL bundle 'edge'.*no such alias");
	}

	@Test
	void doesNotStartWithAKeyThatIsNotThatOfTheCertificate() {
		assertThatIllegalStateException().isThrownBy(() -> this.bundles.registerBundle("edge",
				pem(GOOD.getCertificatePEM(), OTHER.getPrivateKeyPEM(), AUTHORITY.getCertificatePEM())));
	}

	@Test
	void takesABundleThatOnlyTrusts() {
		SslBundle trust = SslBundle
			.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(AUTHORITY.getCertificatePEM())));
		this.bundles.registerBundle("trust", trust);
		this.bundles.updateBundle("trust", trust);
		assertThat(this.bundles.getBundleNames()).containsExactly("trust");
	}

	@ParameterizedTest
	@EnumSource(value = Algorithm.class, names = { "ecp256", "ecp384", "rsa2048", "ed25519" })
	void takesEveryUsualKindOfKey(Algorithm algorithm) throws Exception {
		X509Bundle identity = new CertificateBuilder().algorithm(algorithm)
			.subject("CN=test")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		this.bundles.registerBundle("edge", pem(identity, AUTHORITY.getCertificatePEM()));
	}

	@Test
	void takesAKeyStoreWithAPassword() throws Exception {
		String location = "file:" + GOOD.toTempKeyStoreFile("secret".toCharArray()).getAbsolutePath();
		this.bundles.registerBundle("edge", SslBundle
			.of(new JksSslStoreBundle(JksSslStoreDetails.forLocation(location).withPassword("secret"), null)));
	}

	private SslBundle registerGood() {
		SslBundle good = pem(GOOD, AUTHORITY.getCertificatePEM());
		this.bundles.registerBundle("edge", good);
		this.bundles.addBundleUpdateHandler("edge", this.used::add);
		return good;
	}

	private static SslBundle pem(X509Bundle identity, String trusted) {
		return pem(identity.getCertificatePEM(), identity.getPrivateKeyPEM(), trusted);
	}

	private static SslBundle pem(String certificate, String key, String trusted) {
		return SslBundle.of(new PemSslStoreBundle(
				PemSslStoreDetails.forCertificate(location(certificate)).withPrivateKey(location(key)),
				PemSslStoreDetails.forCertificate(location(trusted))));
	}

	private static String location(String pem) {
		if (pem.startsWith("file:")) {
			return pem;
		}
		try {
			return "file:" + Files.writeString(Files.createTempFile(directory, "tls", ".pem"), pem);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
