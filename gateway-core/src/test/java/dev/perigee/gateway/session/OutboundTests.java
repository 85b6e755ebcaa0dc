package dev.perigee.gateway.session;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.perigee.gateway.ClientConnection;
import dev.perigee.gateway.GatewayProperties;
import dev.perigee.gateway.metrics.GatewayMetrics;
import dev.perigee.gateway.room.Frames;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.Transport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.EventExecutor;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class OutboundTests {

	private static final GatewayProperties.Session PROPERTIES = new GatewayProperties.Session(Duration.ZERO,
			Duration.ofHours(1), Duration.ZERO, DataSize.ofBytes(2000), DataSize.ofBytes(500), Duration.ofSeconds(1));

	private final EmbeddedChannel loop = new EmbeddedChannel();

	private final List<String> log = new ArrayList<>();

	private final FakeConnection connection = new FakeConnection();

	private final Outbound outbound = new Outbound(this.connection, PROPERTIES, new TurnFlusher(this.loop.eventLoop()),
			() -> 0, new GatewayMetrics(new SimpleMeterRegistry()), () -> this.log.add("overflow"));

	@Test
	void theFramesOfATurnLeaveInOneWriteAndOneFlush() {
		for (int i = 0; i < 10; i++) {
			this.outbound.offer(Frames.reliable(40));
		}
		assertThat(this.log).isEmpty();
		this.loop.runPendingTasks();
		assertThat(this.log).containsExactly("write 400", "flush");
	}

	@Test
	void aTurnWithMoreThanABatchIsStillOneFlush() {
		for (int i = 0; i < 10; i++) {
			this.outbound.offer(Frames.reliable(100));
		}
		this.outbound.offer(Frames.reliable(600));
		this.loop.runPendingTasks();
		assertThat(this.log).containsExactly("write 500", "write 500", "write 600", "flush");
	}

	@Test
	void waitsForAConnectionThatTakesNoMore() {
		this.connection.writable = false;
		this.outbound.offer(Frames.reliable(40));
		this.loop.runPendingTasks();
		assertThat(this.log).isEmpty();
		this.connection.writable = true;
		this.outbound.flush();
		assertThat(this.log).containsExactly("write 40", "flush");
	}

	@Test
	void overflowsInATurnOfItsOwnAndOnce() {
		this.connection.writable = false;
		for (int i = 0; i < 5; i++) {
			this.outbound.offer(Frames.reliable(900));
		}
		assertThat(this.log).isEmpty();
		this.loop.runPendingTasks();
		assertThat(this.log).containsExactly("overflow");
	}

	@Test
	void unreliableFramesShareDatagramsAndLargeOnesGoTheirOwnWay() {
		this.connection.maxDatagramBytes = 100;
		this.outbound.offer(Frames.unreliable(40));
		this.outbound.offer(Frames.reliable(30));
		this.outbound.offer(Frames.unreliable(60));
		this.outbound.offer(Frames.unreliable(101));
		this.outbound.offer(Frames.unreliable(50));
		this.loop.runPendingTasks();
		assertThat(this.log).containsExactly("write 30", "datagram 100", "expiring 101", "datagram 50", "flush");
	}

	@Test
	void withoutDatagramsUnreliableFramesFollowTheReliableOnes() {
		this.outbound.offer(Frames.unreliable(40));
		this.outbound.offer(Frames.reliable(30));
		this.loop.runPendingTasks();
		assertThat(this.log).containsExactly("write 70", "flush");
	}

	private final class FakeConnection implements ClientConnection {

		private boolean writable = true;

		private int maxDatagramBytes;

		@Override
		public Transport transport() {
			return Transport.WEBSOCKET;
		}

		@Override
		public EventExecutor eventLoop() {
			return OutboundTests.this.loop.eventLoop();
		}

		@Override
		public ByteBufAllocator alloc() {
			return ByteBufAllocator.DEFAULT;
		}

		@Override
		public SocketAddress remoteAddress() {
			return InetSocketAddress.createUnresolved("client", 1);
		}

		@Override
		public boolean isWritable() {
			return this.writable;
		}

		@Override
		public int maxDatagramBytes() {
			return this.maxDatagramBytes;
		}

		@Override
		public void write(ByteBuf frames) {
			take("write", frames);
		}

		@Override
		public boolean writeDatagram(ByteBuf frames) {
			take("datagram", frames);
			return true;
		}

		@Override
		public void writeExpiring(ByteBuf frame, Duration timeToLive) {
			take("expiring", frame);
		}

		@Override
		public void flush() {
			OutboundTests.this.log.add("flush");
		}

		@Override
		public void close(CloseCode code, String reason) {
			OutboundTests.this.log.add("close " + code);
		}

		private void take(String what, ByteBuf bytes) {
			OutboundTests.this.log.add(what + " " + bytes.readableBytes());
			bytes.release();
		}

	}

}
