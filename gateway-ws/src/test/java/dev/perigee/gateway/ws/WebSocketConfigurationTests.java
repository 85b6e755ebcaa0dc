package dev.perigee.gateway.ws;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WebSocketConfigurationTests {

	/** What Netty says when nothing is scheduled. */
	private static final long NOTHING = -1;

	private final EmbeddedChannel channel = new EmbeddedChannel();

	@BeforeEach
	void expectUpgrade() {
		this.channel.freezeTime();
		WebSocketConfiguration.expectUpgradeWithin(Duration.ofSeconds(10), this.channel);
	}

	@Test
	void closesWhoIsNoWebSocketInTime() {
		this.channel.advanceTimeBy(9, TimeUnit.SECONDS);
		this.channel.runScheduledPendingTasks();
		assertThat(this.channel.isOpen()).isTrue();
		this.channel.advanceTimeBy(1, TimeUnit.SECONDS);
		this.channel.runScheduledPendingTasks();
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void keepsNothingOfWhoHasLeft() {
		this.channel.close();
		assertThat(this.channel.runScheduledPendingTasks()).isEqualTo(NOTHING);
	}

}
