package dev.perigee.gateway.actuate;

import java.time.Duration;

import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.protocol.CloseCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

class RecentCodesTests {

	private final GatewayMetrics metrics = new GatewayMetrics(new SimpleMeterRegistry());

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final RecentCodes recent = new RecentCodes(this.metrics, this.time);

	@Test
	void tellsOfTheLastFiveMinutesOnly() {
		this.metrics.refused(CloseCode.FORBIDDEN);
		this.recent.start();
		assertThat(this.recent.refusals()).isEmpty();
		this.metrics.refused(CloseCode.FORBIDDEN);
		this.metrics.closed(CloseCode.SLOW_CONSUMER);
		this.time.advanceTimeBy(Duration.ofMinutes(4));
		this.metrics.refused(CloseCode.FORBIDDEN);
		assertThat(this.recent.refusals()).containsOnlyKeys(CloseCode.FORBIDDEN).containsEntry(CloseCode.FORBIDDEN, 2L);
		assertThat(this.recent.closes()).containsEntry(CloseCode.SLOW_CONSUMER, 1L);
		this.time.advanceTimeBy(Duration.ofMinutes(2));
		assertThat(this.recent.refusals()).containsEntry(CloseCode.FORBIDDEN, 1L);
		assertThat(this.recent.closes()).isEmpty();
		this.recent.stop();
		assertThat(this.recent.isRunning()).isFalse();
	}

}
