package dev.perigee.election.autoconfigure;

import java.util.function.Supplier;

import dev.perigee.election.DiscoveryOptions;
import dev.perigee.election.ElectionClient;
import dev.perigee.election.ElectionClientBuilder;
import dev.perigee.election.ElectionClientCustomizer;
import dev.perigee.election.ElectionStrategy;
import dev.perigee.election.ErrorBound;
import dev.perigee.election.Hysteresis;
import dev.perigee.election.LoadPenalty;
import dev.perigee.election.MoveLimits;
import dev.perigee.election.InvalidSettingException;
import dev.perigee.election.MemoryOptions;
import dev.perigee.election.Preference;
import dev.perigee.election.Region;
import dev.perigee.election.ReportOptions;
import dev.perigee.election.TokenSupplier;
import dev.perigee.election.memory.NetworkIdentity;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.util.unit.DataSize;

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
			ObjectProvider<ElectionStrategy> strategies, ObjectProvider<NetworkIdentity> identities,
			ObjectProvider<SslBundles> bundles, ObjectProvider<ElectionClientCustomizer> customizers) {
		ElectionClientBuilder builder = ElectionClient.builder()
			.period(properties.period())
			.interval(properties.interval())
			.standbyInterval(properties.standbyInterval())
			.watchInterval(properties.watchInterval())
			.connectTimeout(properties.connectTimeout())
			.maxConcurrentCandidates(properties.maxConcurrentCandidates())
			.reviewInterval(properties.reviewInterval())
			.outboxBytes(outboxBytes(properties.outboxSize()))
			.preference(preference(properties))
			.strategy(strategies.getIfAvailable(rule(properties)))
			.hysteresis(new Hysteresis(properties.hysteresis().margin(), properties.hysteresis().share(),
					properties.hysteresis().dwell()))
			.loadPenalty(new LoadPenalty(properties.loadPenalty()))
			.moves(new MoveLimits(properties.moves().budget(), properties.moves().window(),
					properties.moves().probation()))
			.memory(memory(properties.memory(), identities.getIfAvailable(NetworkIdentity::ofDefaultRoutes)))
			.report(properties.report().enabled()
					? new ReportOptions(properties.report().share(), properties.report().interval())
					: ReportOptions.NONE)
			.discovery(new DiscoveryOptions(properties.discovery().enabled(), properties.discovery().allowedHosts()))
			.trust(TrustSettings.trust(properties.ssl(), bundles));
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

	private static MemoryOptions memory(ElectionClientProperties.Memory memory, NetworkIdentity identity) {
		return new MemoryOptions(memory.file(), identity, memory.expiry(), memory.udpExpiry());
	}

	private static Region region(String name, ElectionClientProperties.Endpoints endpoints) {
		try {
			return new Region(endpoints.websocket(), endpoints.webtransport());
		}
		catch (InvalidSettingException ex) {
			throw ex.within("election.regions." + name);
		}
	}

	private static Supplier<ElectionStrategy> rule(ElectionClientProperties properties) {
		Preference preference = preference(properties);
		LoadPenalty loadPenalty = new LoadPenalty(properties.loadPenalty());
		return switch (properties.strategy()) {
			case CLASSIC -> () -> ElectionStrategy.classic(preference, loadPenalty);
			case ADAPTIVE -> () -> ElectionStrategy.adaptive(
					new ErrorBound(properties.adaptive().epsilon(), properties.adaptive().alpha()), preference,
					loadPenalty);
		};
	}

	private static int outboxBytes(DataSize size) {
		if (size.toBytes() > Integer.MAX_VALUE) {
			throw new InvalidSettingException("election.outbox-size", "less than 2GB expected, was " + size,
					"Set a size like 1MB: it is kept in memory, for each room.");
		}
		return (int) size.toBytes();
	}

}
