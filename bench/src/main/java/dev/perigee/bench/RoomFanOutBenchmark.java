package dev.perigee.bench;

import java.util.concurrent.TimeUnit;

import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What it saves to encode a room's message once and share it among the members, against
 * encoding it for each of them.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class RoomFanOutBenchmark {

	@Param({ "2", "100" })
	private int members;

	@Param({ "100", "1024" })
	private int payloadBytes;

	private Frame.Deliver message = new Frame.Deliver(1, DeliveryClass.RELIABLE, 2, 3, Unpooled.EMPTY_BUFFER);

	/** Makes the message that every invocation sends. */
	@Setup
	public void createMessage() {
		this.message = new Frame.Deliver(1, DeliveryClass.RELIABLE, 2, 3,
				Unpooled.directBuffer(this.payloadBytes).writeZero(this.payloadBytes));
	}

	/** Gives the payload back. */
	@TearDown
	public void releaseMessage() {
		this.message.payload().release();
	}

	/**
	 * One encoding, a retained duplicate for each member.
	 * @param sink takes what would be written
	 */
	@Benchmark
	public void encodedOnce(Blackhole sink) {
		ByteBuf frame = FrameEncoder.encode(this.message, PooledByteBufAllocator.DEFAULT);
		for (int member = 0; member < this.members; member++) {
			ByteBuf share = frame.retainedDuplicate();
			sink.consume(share);
			share.release();
		}
		frame.release();
	}

	/**
	 * One encoding for each member.
	 * @param sink takes what would be written
	 */
	@Benchmark
	public void encodedForEach(Blackhole sink) {
		for (int member = 0; member < this.members; member++) {
			ByteBuf frame = FrameEncoder.encode(this.message, PooledByteBufAllocator.DEFAULT);
			sink.consume(frame);
			frame.release();
		}
	}

}
