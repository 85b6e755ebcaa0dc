package dev.perigee.gateway.test;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens, whatever the transport, when somebody replaces the certificate of a
 * gateway that has sessions.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
public abstract class CertificateRotationContract {

	private static final Duration BOUND = Duration.ofSeconds(20);

	private static final String RELOADED = "SSL bundle 'edge' was reloaded";

	private static final String NOT_RELOADED = "SSL bundle 'edge' can't be reloaded";

	private final X509Bundle authority = MountedSecret.authority("edge");

	private final MountedSecret secret = MountedSecret.of(MountedSecret.issue(this.authority), this.authority);

	private GatewayProcess gateway;

	private NumberedStream stream;

	/** Starts the service with the bundle {@code edge} for its endpoint. */
	protected abstract GatewayProcess start(String... properties);

	/** Connects a client that trusts every certificate. */
	protected abstract TestClient connect(GatewayProcess gateway);

	/** Connects, in each way there is, and returns what certificates were shown. */
	protected abstract List<BigInteger> shownCertificates(GatewayProcess gateway);

	@BeforeAll
	void startGateway() {
		List<String> properties = new ArrayList<>(List.of(this.secret.bundle("edge")));
		properties.add("logging.level.dev.perigee.gateway.tls=INFO");
		this.gateway = start(properties.toArray(String[]::new));
	}

	@AfterAll
	void stopGateway() {
		this.gateway.close();
		this.secret.close();
	}

	@BeforeEach
	void startStream() {
		this.stream = new NumberedStream();
	}

	@AfterEach
	void stopStream() {
		this.stream.close();
	}

	@Test
	void newConnectionsAreShownTheNewCertificateAndOldOnesGoOn(CapturedOutput output) {
		for (int rotation = 1; rotation <= 3; rotation++) {
			X509Bundle fresh = MountedSecret.issue(this.authority);
			this.secret.replace(fresh, this.authority);
			awaitLines(output, RELOADED, rotation);
			assertThat(shownCertificates(this.gateway)).containsOnly(serialNumber(fresh));
			this.stream.awaitMore();
		}
		this.stream.assertNothingLostOrRepeated();
		assertThat(output).doesNotContain("ERROR").doesNotContain("doesn't support SSL reloading");
	}

	@Test
	void aBrokenFileLeavesTheOldCertificateInUseAndIsReportedOnce(CapturedOutput output) {
		X509Bundle good = MountedSecret.issue(this.authority);
		this.secret.replace(good, this.authority);
		awaitLines(output, RELOADED, 1);
		String otherKey = MountedSecret.issue(this.authority).getPrivateKeyPEM();
		this.secret.replace(good.getCertificatePEM(), otherKey, this.authority.getCertificatePEM());
		awaitLines(output, NOT_RELOADED, 1);
		assertThat(shownCertificates(this.gateway)).containsOnly(serialNumber(good));

		X509Bundle better = MountedSecret.issue(this.authority);
		this.secret.replace(better, this.authority);
		awaitLines(output, RELOADED, 2);
		assertThat(shownCertificates(this.gateway)).containsOnly(serialNumber(better));
		this.stream.assertNothingLostOrRepeated();
		assertThat(output.toString().lines().filter((line) -> line.contains("ERROR"))).singleElement()
			.asString()
			.contains(NOT_RELOADED)
			.contains("The private key is not that of the certificate");
	}

	private static BigInteger serialNumber(X509Bundle identity) {
		return identity.getCertificate().getSerialNumber();
	}

	private static void awaitLines(CapturedOutput output, String text, int count) {
		Await.until(count + " lines with: " + text, BOUND,
				() -> output.toString().lines().filter((line) -> line.contains(text)).count() == count);
	}

	/** Two sessions, one of which hears every reliable message of the other. */
	private final class NumberedStream implements AutoCloseable {

		private static final long PACE_NANOS = 2_000_000;

		private final TestClient ann = member("ann");

		private final TestClient bob = member("bob");

		private final AtomicInteger published = new AtomicInteger();

		private final AtomicBoolean ended = new AtomicBoolean();

		private final Thread publisher;

		private NumberedStream() {
			int handle = this.ann.join("stream").handle();
			this.bob.join("stream");
			this.publisher = new Thread(() -> {
				while (!this.ended.get()) {
					this.ann.publish(handle, DeliveryClass.RELIABLE, this.published.incrementAndGet(), "x");
					LockSupport.parkNanos(PACE_NANOS);
				}
			}, "publisher");
			this.publisher.setDaemon(true);
			this.publisher.start();
		}

		private TestClient member(String user) {
			TestClient client = connect(CertificateRotationContract.this.gateway);
			client.hello(Tokens.token(user, "*"));
			return client;
		}

		private void awaitMore() {
			int before = this.published.get();
			Await.until("more messages", BOUND, () -> this.published.get() > before + 10);
		}

		private void assertNothingLostOrRepeated() {
			stop();
			int last = this.published.get();
			assertThat(last).isGreaterThan(10);
			this.bob.receive(Frame.Deliver.class, (message) -> message.sequence() == last);
			assertThat(this.bob.receivedSoFar(Frame.Deliver.class)).extracting(Frame.Deliver::sequence)
				.containsExactlyElementsOf(LongStream.range(1, last).boxed().toList());
		}

		private void stop() {
			this.ended.set(true);
			try {
				this.publisher.join();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void close() {
			stop();
			this.ann.close();
			this.bob.close();
		}

	}

}
