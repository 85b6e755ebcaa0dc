package dev.perigee.gateway.tls;

import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;

/**
 * Spring Boot's SSL bundles, which reads files when they are used, with a check before:
 * whoever uses a bundle keeps the one he has when its files are replaced by others that
 * are no good, and the log names it. Thread-safe.
 */
final class CheckedSslBundles implements SslBundleRegistry, SslBundles {

	private static final Logger logger = LoggerFactory.getLogger(CheckedSslBundles.class);

	private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();

	private final InstantSource clock;

	/**
	 * Creates a registry without bundles.
	 * @param clock tells which certificates are valid
	 */
	CheckedSslBundles(InstantSource clock) {
		this.clock = clock;
	}

	/**
	 * Adds a bundle.
	 * @throws IllegalStateException when it can't be read, or its key is not that of its
	 * certificate. That it has expired is left to the health contributor {@code ssl}: a
	 * service may be able to do without it, or its clients not to look.
	 */
	@Override
	public void registerBundle(String name, SslBundle bundle) {
		BundleContent.read(bundle);
		this.bundles.registerBundle(name, bundle);
	}

	/** Replaces a bundle by one that is good, and logs an error for any other. */
	@Override
	public void updateBundle(String name, SslBundle bundle) {
		try {
			BundleContent content = BundleContent.read(bundle);
			content.requireValidAt(this.clock.instant());
			this.bundles.updateBundle(name, bundle);
			logger.info("SSL bundle '{}' was reloaded: {}", name, describe(content.certificates()));
		}
		catch (RuntimeException ex) {
			logger.error("SSL bundle '{}' can't be reloaded, what it had stays in use: {}", name, ex.getMessage());
			logger.debug("SSL bundle '{}'", name, ex);
		}
	}

	private static String describe(List<X509Certificate> certificates) {
		if (certificates.isEmpty()) {
			return "trusted certificates only";
		}
		return certificates.stream()
			.map((certificate) -> "serial number %x, valid until %s".formatted(certificate.getSerialNumber(),
					certificate.getNotAfter().toInstant()))
			.collect(Collectors.joining("; "));
	}

	@Override
	public SslBundle getBundle(String name) {
		return this.bundles.getBundle(name);
	}

	@Override
	public void addBundleUpdateHandler(String name, Consumer<SslBundle> handler) {
		this.bundles.addBundleUpdateHandler(name, handler);
	}

	@Override
	public void addBundleRegisterHandler(BiConsumer<String, SslBundle> handler) {
		this.bundles.addBundleRegisterHandler(handler);
	}

	@Override
	public List<String> getBundleNames() {
		return this.bundles.getBundleNames();
	}

}
