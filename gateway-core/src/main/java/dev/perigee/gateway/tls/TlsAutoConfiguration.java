package dev.perigee.gateway.tls;

import java.time.InstantSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;

/**
 * Puts {@link CheckedSslBundles} in the place of Spring Boot's SSL bundles.
 */
@AutoConfiguration(before = SslAutoConfiguration.class)
public final class TlsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean({ SslBundleRegistry.class, SslBundles.class })
	CheckedSslBundles sslBundleRegistry(ObjectProvider<SslBundleRegistrar> registrars) {
		CheckedSslBundles bundles = new CheckedSslBundles(InstantSource.system());
		registrars.orderedStream().forEach((registrar) -> registrar.registerBundles(bundles));
		return bundles;
	}

}
