package dev.perigee.election.transport;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fails a test class that lost a buffer. Registered for all tests, before Netty's classes
 * choose their leak detectors.
 */
public final class LeakDetection implements BeforeAllCallback, AfterAllCallback {

	private static final Queue<String> leaks = new ConcurrentLinkedQueue<>();

	static {
		ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new RecordingFactory());
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		leaks.clear();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		// a collected buffer is reported when the next one is allocated
		for (int i = 0; i < 3; i++) {
			System.gc();
			PooledByteBufAllocator.DEFAULT.directBuffer().release();
		}
		assertThat(leaks).as("leaked buffers").isEmpty();
	}

	private static final class RecordingFactory extends ResourceLeakDetectorFactory {

		@Override
		@SuppressWarnings("deprecation")
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval,
				long maxActive) {
			return new Recording<>(resource, samplingInterval);
		}

	}

	private static final class Recording<T> extends ResourceLeakDetector<T> {

		@SuppressWarnings("deprecation")
		Recording(Class<T> resource, int samplingInterval) {
			super(resource, samplingInterval);
		}

		@Override
		protected boolean needReport() {
			return true;
		}

		@Override
		protected void reportTracedLeak(String resourceType, String records) {
			leaks.add(resourceType + records);
		}

		@Override
		protected void reportUntracedLeak(String resourceType) {
			leaks.add(resourceType);
		}

	}

}
