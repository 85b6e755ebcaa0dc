package dev.perigee.gateway.wt;

import java.time.InstantSource;

import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.GatewayProperties;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/**
 * Puts the endpoint together.
 */
@Configuration(proxyBeanMethods = false)
class WebTransportGatewayConfiguration {

	@Bean
	WebTransportEndpoint webTransportEndpoint(WebTransportGatewayProperties properties, GatewayProperties gateway,
			ConnectionAcceptor acceptor, ServerIdentity identity) {
		return new WebTransportEndpoint(properties, identity, acceptor, gateway.limits());
	}

	@Bean
	ServerIdentity serverIdentity(WebTransportGatewayProperties properties, ObjectProvider<SslBundles> bundles,
			Environment environment) {
		String name = properties.sslBundle();
		if (name != null) {
			return configured(bundles.getObject(), name);
		}
		if (environment.acceptsProfiles(Profiles.of("dev"))) {
			return ServerIdentity.selfSigned(InstantSource.system());
		}
		throw new InvalidConfigurationPropertyValueException("gateway.wt.ssl-bundle", name,
				"QUIC needs a certificate: name an SSL bundle (spring.ssl.bundle.*), or use the profile 'dev', "
						+ "which makes a certificate of its own.");
	}

	private static ServerIdentity configured(SslBundles bundles, String name) {
		try {
			return ServerIdentity.of(bundles, name);
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidConfigurationPropertyValueException("gateway.wt.ssl-bundle", name,
					"There is no SSL bundle of this name: spring.ssl.bundle.pem." + name
							+ ".keystore.certificate and .private-key make one.");
		}
	}

}
