package dev.perigee.election.autoconfigure;

import java.util.HexFormat;

import dev.perigee.election.ElectionClient;
import dev.perigee.election.ElectionClientBuilder;
import dev.perigee.election.ElectionClientCustomizer;
import dev.perigee.election.ElectionStrategy;
import dev.perigee.election.ErrorBound;
import dev.perigee.election.Hysteresis;
import dev.perigee.election.InvalidSettingException;
import dev.perigee.election.Preference;
import dev.perigee.election.Region;
import dev.perigee.election.TokenSupplier;
import dev.perigee.election.transport.Trust;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;

/**
 * Makes an {@link ElectionClient} from {@code election.*} and runs it with the
 * application.
 */
@AutoConfiguration(after = SslAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "election.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ElectionClientProperties.class)
public final class ElectionClientAutoConfiguration {

	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	ElectionClient electionClient(ElectionClientProperties properties, ObjectProvider<TokenSupplier> tokens,
			ObjectProvider<SslBundles> bundles, ObjectProvider<ElectionClientCustomizer> customizers) {
		ElectionClientBuilder builder = ElectionClient.builder()
			.period(properties.period())
			.interval(properties.interval())
			.standbyInterval(properties.standbyInterval())
			.watchInterval(properties.watchInterval())
			.connectTimeout(properties.connectTimeout())
			.maxConcurrentCandidates(properties.maxConcurrentCandidates())
			.outboxBytes(Math.toIntExact(properties.outboxSize().toBytes()))
			.preference(preference(properties))
			.hysteresis(new Hysteresis(properties.hysteresis().margin(), properties.hysteresis().share(),
					properties.hysteresis().dwell()))
			.trust(trust(properties.ssl(), bundles));
		if (properties.strategy() == ElectionClientProperties.Strategy.ADAPTIVE) {
			builder.strategy(ElectionStrategy.adaptive(
					new ErrorBound(properties.adaptive().epsilon(), properties.adaptive().alpha()),
					preference(properties)));
		}
		properties.regions().forEach((name, endpoints) -> builder.region(name, region(name, endpoints)));
		if (properties.token() != null) {
			builder.token(properties.token());
		}
		tokens.ifAvailable(builder::tokenSupplier);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	@Bean
	@ConditionalOnMissingBean
	ElectionClientLifecycle electionClientLifecycle(ElectionClient client, ElectionClientProperties properties) {
		return new ElectionClientLifecycle(client, properties.autoStartup());
	}

	private static Preference preference(ElectionClientProperties properties) {
		return new Preference(properties.preference().share(), properties.preference().allowance());
	}

	private static Region region(String name, ElectionClientProperties.Endpoints endpoints) {
		try {
			return new Region(endpoints.websocket(), endpoints.webtransport());
		}
		catch (InvalidSettingException ex) {
			throw ex.within("election.regions." + name);
		}
	}

	private static Trust trust(ElectionClientProperties.Ssl ssl, ObjectProvider<SslBundles> bundles) {
		if (!ssl.certificateHashes().isEmpty()) {
			return Trust.pinned(ssl.certificateHashes().stream().map(HexFormat.of()::parseHex).toList());
		}
		return (ssl.bundle() != null)
				? Trust.of(bundles.getObject().getBundle(ssl.bundle()).getManagers().getTrustManagerFactory())
				: Trust.system();
	}

}
