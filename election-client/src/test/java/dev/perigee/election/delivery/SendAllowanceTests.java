package dev.perigee.election.delivery;

import java.util.concurrent.TimeUnit;

import dev.perigee.protocol.Limits;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SendAllowanceTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final SendAllowance allowance = new SendAllowance();

	@Test
	void takesFiveSecondsWorthOfMessagesAtOnceAndThenTheRate() {
		announced(10, 0);
		assertThat(sent(0, 1, 1_000)).isEqualTo(51);
		assertThat(this.allowance.waitNanos(0)).isEqualTo(SECOND / 10);
		assertThat(sent(SECOND, 1, 1_000)).isEqualTo(10);
		assertThat(sent(60 * SECOND, 1, 1_000)).isEqualTo(51);
	}

	@Test
	void takesFiveSecondsWorthOfBytesAtOnce() {
		announced(0, 1_000);
		assertThat(sent(0, 500, 1_000)).isEqualTo(11);
		assertThat(sent(SECOND, 500, 1_000)).isEqualTo(2);
	}

	@Test
	void remembersWhatHadToBeSentAllTheSame() {
		announced(10, 0);
		for (int i = 0; i < 100; i++) {
			this.allowance.spend(1, 0);
		}
		assertThat(this.allowance.waitNanos(0)).isEqualTo(5 * SECOND);
	}

	@Test
	void hasNoLimitThatTheGatewayHasNotSaid() {
		assertThat(sent(0, 100_000, 10_000)).isEqualTo(10_000);
		announced(0, 0);
		assertThat(sent(-SECOND, 100_000, 10_000)).isEqualTo(10_000);
	}

	@Test
	void beginsAnewWithEachAnnouncement() {
		announced(10, 0);
		sent(0, 1, 1_000);
		announced(10, 0);
		assertThat(sent(0, 1, 1_000)).isEqualTo(51);
	}

	private void announced(int framesPerSecond, long bytesPerSecond) {
		this.allowance.announced(new Limits(65_536, 10, 50, 0, 0, 0, framesPerSecond, bytesPerSecond), 0);
	}

	/** Sends as many as are allowed, up to a number. */
	private int sent(long nowNanos, int frameBytes, int most) {
		int sent = 0;
		while (sent < most && this.allowance.waitNanos(nowNanos) <= 0) {
			this.allowance.spend(frameBytes, nowNanos);
			sent++;
		}
		return sent;
	}

}
