package dev.perigee.gateway.session;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.perigee.gateway.ClientConnection;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;

/**
 * A connection to nobody that notes what it is asked to do.
 */
final class FakeConnection implements ClientConnection {

	final List<String> log = new ArrayList<>();

	boolean writable = true;

	int maxDatagramBytes;

	private final EventExecutor eventLoop;

	FakeConnection(EventExecutor eventLoop) {
		this.eventLoop = eventLoop;
	}

	@Override
	public Transport transport() {
		return Transport.WEBSOCKET;
	}

	@Override
	public EventExecutor eventLoop() {
		return this.eventLoop;
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
	public boolean writeExpiring(ByteBuf frame, Duration timeToLive) {
		take("expiring", frame);
		return true;
	}

	@Override
	public void flush() {
		this.log.add("flush");
	}

	@Override
	public void close(CloseCode code, String reason) {
		this.log.add("close " + code);
	}

	private void take(String what, ByteBuf bytes) {
		this.log.add(what + " " + bytes.readableBytes());
		bytes.release();
	}

}
