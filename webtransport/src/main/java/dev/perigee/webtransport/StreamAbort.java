package dev.perigee.webtransport;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The abortive ends of a stream, as far as Netty's API does not reach: RESET_STREAM and
 * STOP_SENDING with the 62-bit codes that WebTransport uses, where Netty takes 32 bits
 * only, the removal of streams that the peer has reset, which Netty would keep until the
 * connection ends, and whether the peer has stopped a stream. This one class calls
 * Netty's package-private methods for that. Should a version of Netty have no such
 * methods, the peer gets WEBTRANSPORT_SESSION_GONE instead of the application's code, and
 * still sees the stream aborted. Must be called on the stream's event loop.
 */
final class StreamAbort {

	private static final InternalLogger logger = InternalLoggerFactory.getInstance(StreamAbort.class);

	private static final int READ = 0;

	private static final int WRITE = 1;

	private static final @Nullable Internals INTERNALS = Internals.find();

	private StreamAbort() {
	}

	static void reset(QuicStreamChannel stream, long http3Code) {
		shutdown(stream, WRITE, http3Code);
		// QUIC ignores a second shutdown; this one tells Netty's own state machine
		stream.shutdownOutput(ErrorCodes.SESSION_GONE);
	}

	static void stopSending(QuicStreamChannel stream, long http3Code) {
		shutdown(stream, READ, http3Code);
		stream.shutdownInput(ErrorCodes.SESSION_GONE);
	}

	/**
	 * Removes a stream that the peer has reset and this side has closed.
	 */
	static void forget(QuicStreamChannel stream) {
		QuicChannel connection = stream.parent();
		if (INTERNALS == null || connection == null) {
			return;
		}
		try {
			INTERNALS.streamClosed.invokeExact(connection, stream.streamId());
		}
		catch (Throwable ex) {
			logger.debug("{} Stays known until its connection ends", stream, ex);
		}
	}

	/**
	 * Tells whether QUIC knows nothing of a stream any more, so that nothing can be
	 * written: the peer has stopped it, and got the reset that answers that.
	 */
	static boolean isForgotten(QuicStreamChannel stream) {
		QuicChannel connection = stream.parent();
		if (INTERNALS == null || connection == null) {
			return false;
		}
		try {
			return (long) INTERNALS.streamCapacity.invokeExact(connection, stream.streamId()) < 0;
		}
		catch (Throwable ex) {
			logger.debug("{} Can't be asked for its capacity", stream, ex);
			return false;
		}
	}

	private static void shutdown(QuicStreamChannel stream, int direction, long http3Code) {
		QuicChannel connection = stream.parent();
		if (INTERNALS == null || connection == null || !connection.isActive()) {
			return;
		}
		try {
			INTERNALS.shutdown(connection, stream.streamId(), direction, http3Code);
		}
		catch (Throwable ex) {
			logger.debug("{} The native shutdown failed, the peer gets SESSION_GONE", stream, ex);
		}
	}

	/**
	 * @param connection {@code (QuicChannel) -> Object}: the channel's native connection
	 * @param isFreed {@code (Object) -> boolean}: whether that connection is gone
	 * @param address {@code (Object) -> long}: its address
	 * @param shutdown {@code (address, stream, direction, code) -> int}
	 * @param streamClosed {@code (QuicChannel, stream) -> void}
	 * @param streamCapacity {@code (QuicChannel, stream) -> long}: what can be written,
	 * or an error of QUIC
	 */
	private record Internals(MethodHandle connection, MethodHandle isFreed, MethodHandle address, MethodHandle shutdown,
			MethodHandle streamClosed, MethodHandle streamCapacity) {

		private static final String PACKAGE = "io.netty.handler.codec.quic.";

		static @Nullable Internals find() {
			try {
				ClassLoader loader = QuicChannel.class.getClassLoader();
				Class<?> channelType = Class.forName(PACKAGE + "QuicheQuicChannel", false, loader);
				Class<?> connectionType = Class.forName(PACKAGE + "QuicheQuicConnection", false, loader);
				Class<?> quiche = Class.forName(PACKAGE + "Quiche", false, loader);
				MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(channelType, MethodHandles.lookup());
				return new Internals(
						lookup.findGetter(channelType, "connection", connectionType)
							.asType(MethodType.methodType(Object.class, QuicChannel.class)),
						lookup.findVirtual(connectionType, "isFreed", MethodType.methodType(boolean.class))
							.asType(MethodType.methodType(boolean.class, Object.class)),
						lookup.findVirtual(connectionType, "address", MethodType.methodType(long.class))
							.asType(MethodType.methodType(long.class, Object.class)),
						lookup.findStatic(quiche, "quiche_conn_stream_shutdown",
								MethodType.methodType(int.class, long.class, long.class, int.class, long.class)),
						lookup.findVirtual(channelType, "streamClosed", MethodType.methodType(void.class, long.class))
							.asType(MethodType.methodType(void.class, QuicChannel.class, long.class)),
						lookup.findVirtual(channelType, "streamCapacity", MethodType.methodType(long.class, long.class))
							.asType(MethodType.methodType(long.class, QuicChannel.class, long.class)));
			}
			catch (ReflectiveOperationException | RuntimeException ex) {
				logger.warn("This version of Netty hides how it ends streams: "
						+ "stream error codes will not reach the peer", ex);
				return null;
			}
		}

		void shutdown(QuicChannel channel, long streamId, int direction, long code) throws Throwable {
			Object nativeConnection = this.connection.invokeExact(channel);
			if (nativeConnection != null && !(boolean) this.isFreed.invokeExact(nativeConnection)) {
				long at = (long) this.address.invokeExact(nativeConnection);
				int ignored = (int) this.shutdown.invokeExact(at, streamId, direction, code);
			}
		}

	}

}
