package dev.perigee.gateway.session;

import java.util.function.LongSupplier;

import dev.perigee.gateway.ClientConnection;
import dev.perigee.gateway.session.Phase.Way;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameEncoder;
import io.netty.buffer.ByteBuf;

/**
 * Answers probes at once, the way they came and ahead of everything that waits. Confined
 * to the connection's event loop.
 */
final class ProbeResponder {

	private static final long MAX_HOLD_NANOS = 0xffff_ffffL;

	private final ClientConnection connection;

	private final SessionEnvironment environment;

	private final LongSupplier nanoClock;

	private final TokenBucket rate;

	private final Excess excess = new Excess();

	ProbeResponder(ClientConnection connection, SessionEnvironment environment) {
		this.connection = connection;
		this.environment = environment;
		this.nanoClock = environment.nanoClock();
		int perSecond = environment.properties().limits().maxProbesPerSecond();
		this.rate = new TokenBucket(perSecond, perSecond, this.nanoClock.getAsLong());
	}

	/**
	 * Answers a probe, if the rate allows and the connection takes the answer.
	 * @return what the rate says; the client is to be told or closed accordingly
	 */
	Excess.Verdict onProbe(Frame.Probe probe, Way way, long arrivedNanos) {
		Excess.Verdict verdict = this.excess.judge(this.rate.take(arrivedNanos), arrivedNanos);
		if (verdict == Excess.Verdict.SERVE && (way == Way.DATAGRAM || this.connection.isWritable())) {
			answer(probe, way, arrivedNanos);
		}
		return verdict;
	}

	private void answer(Frame.Probe probe, Way way, long arrivedNanos) {
		NodeStatus status = this.environment.status();
		long held = Math.min(this.nanoClock.getAsLong() - arrivedNanos, MAX_HOLD_NANOS);
		ByteBuf echo = FrameEncoder.encode(
				new Frame.Echo(probe.sequence(), probe.clientNanos(), status.flags(), status.load(), (int) held),
				this.connection.alloc());
		if (way == Way.DATAGRAM) {
			this.connection.writeDatagram(echo);
		}
		else {
			this.connection.write(echo);
		}
		this.connection.flush();
		this.environment.metrics().probeAnswered();
	}

}
