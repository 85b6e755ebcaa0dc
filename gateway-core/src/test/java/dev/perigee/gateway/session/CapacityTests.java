package dev.perigee.gateway.session;

import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.ConnectionHandler;
import dev.perigee.gateway.auth.ResumeTokens;
import dev.perigee.gateway.autoconfigure.GatewayAutoConfiguration;
import dev.perigee.gateway.metrics.GatewayMeter;
import dev.perigee.gateway.metrics.Limit;
import dev.perigee.gateway.nats.NatsAutoConfiguration;
import dev.perigee.gateway.test.TestClient;
import dev.perigee.gateway.test.Tokens;
import dev.perigee.protocol.ControlFrames.Hello;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.SessionId;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many a gateway takes, in a whole gateway but for its sockets.
 */
class CapacityTests {

	private static final String REFUSAL = "close OVERLOADED";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				GatewayAutoConfiguration.class, NatsAutoConfiguration.class))
		.withPropertyValues("nats.spring.server=nats://127.0.0.1:1", "gateway.auth.secret=" + Tokens.SECRET,
				"gateway.limits.max-sessions=4", "gateway.limits.max-connections=7");

	private final EmbeddedChannel loop = new EmbeddedChannel();

	@Test
	void keepsAQuarterOfItsSessionsForThoseThatComeFromElsewhere() {
		this.runner.run((gateway) -> {
			for (int i = 1; i <= 4; i++) {
				assertThat(attach(gateway, "user-" + i, null).log).doesNotContain(REFUSAL);
			}
			assertThat(attach(gateway, "new", null).log).endsWith(REFUSAL);
			assertThat(attach(gateway, "old", 41L).log).doesNotContain(REFUSAL);
			assertThat(attach(gateway, "older", 42L).log).endsWith(REFUSAL);
			assertThat(gateway.getBean(Sessions.class).size()).isEqualTo(5);
		});
	}

	@Test
	void takesSoManyConnectionsAndAnotherOneWhenOneHasEnded() {
		this.runner.run((gateway) -> {
			ConnectionHandler first = connect(gateway, connection());
			for (int i = 2; i <= 7; i++) {
				connect(gateway, connection());
			}
			FakeConnection tooMany = connection();
			ConnectionHandler refused = connect(gateway, tooMany);
			assertThat(tooMany.log).endsWith(REFUSAL);
			assertThat(limited(gateway, Limit.CONNECTIONS)).isEqualTo(1);
			refused.onClosed(true);
			first.onClosed(true);
			FakeConnection late = connection();
			connect(gateway, late);
			assertThat(late.log).doesNotContain(REFUSAL);
		});
	}

	@Test
	void whoHasNoSessionMayLeaveAFrameUnfinishedAndASessionMore() {
		this.runner.run((gateway) -> {
			ConnectionHandler client = connect(gateway, connection());
			assertThat(client.keepsUnfinished(64 * 1024)).isTrue();
			assertThat(client.keepsUnfinished(64 * 1024 + 1)).isFalse();
			send(client, new Hello(1, Tokens.token("ann", "*"), null, 1, null));
			assertThat(client.keepsUnfinished(1024 * 1024)).isTrue();
			assertThat(client.keepsUnfinished(1024 * 1024 + 1)).isFalse();
			assertThat(limited(gateway, Limit.UNFINISHED_MESSAGES)).isEqualTo(2);
		});
	}

	private static double limited(ApplicationContext gateway, Limit limit) {
		return gateway.getBean(MeterRegistry.class)
			.get(GatewayMeter.LIMITED.meterName())
			.tag("limit", limit.name())
			.counter()
			.count();
	}

	private FakeConnection attach(ApplicationContext gateway, String user, @Nullable Long resumed) {
		FakeConnection connection = connection();
		ConnectionHandler handler = connect(gateway, connection);
		String resumeToken = (resumed != null) ? gateway.getBean(ResumeTokens.class).sign(new SessionId(resumed), user)
				: null;
		send(handler, new Hello(1, Tokens.token(user, "*"), resumeToken, 1, null));
		return connection;
	}

	private FakeConnection connection() {
		return new FakeConnection(this.loop.eventLoop());
	}

	private ConnectionHandler connect(ApplicationContext gateway, FakeConnection connection) {
		ConnectionHandler handler = gateway.getBean(ConnectionAcceptor.class).accept(connection);
		this.loop.runPendingTasks();
		return handler;
	}

	private void send(ConnectionHandler handler, Frame frame) {
		handler.onMessage(Unpooled.wrappedBuffer(TestClient.encode(frame)));
		this.loop.runPendingTasks();
	}

}
