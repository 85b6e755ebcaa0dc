package dev.perigee.gateway.rehearsal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

import dev.perigee.gateway.ClientConnection;
import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.ConnectionHandler;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.ControlFrames.Position;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameDecoder;
import dev.perigee.protocol.FrameEncoder;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.ProtocolException;
import dev.perigee.protocol.SessionId;
import dev.perigee.protocol.StandbyFrames;
import dev.perigee.protocol.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A client of a stage and its connection in one. Speaks in whole frames and in bytes by
 * turns, as both transports do. Confined to one thread.
 */
final class Actor implements ClientConnection {

	/** The only room. */
	static final String ROOM = "rehearsal";

	private static final ControlFrames.ClientInfo CLIENT = new ControlFrames.ClientInfo("rehearsal", "1");

	private static final byte[] PAYLOAD = new byte[64];

	private final EventExecutor eventLoop;

	private final FrameDecoder decoder = new FrameDecoder(Limits.MAX_FRAME_BYTES);

	private @Nullable ConnectionHandler gateway;

	/** Until a gateway signs one, a text that each of them refuses. */
	private String resumeToken = "none";

	private int room;

	private int said;

	/** The last of its own messages; a session goes on counting on other connections. */
	private long published;

	private int delivered;

	/** What came last, from the only other member. */
	private Position last = new Position(new SessionId(0), 0);

	Actor(EventExecutor eventLoop) {
		this.eventLoop = eventLoop;
	}

	void connect(ConnectionAcceptor acceptor) {
		this.gateway = acceptor.accept(this);
	}

	void disconnect(boolean normal) {
		if (this.gateway != null) {
			this.gateway.onClosed(normal);
			this.gateway = null;
		}
	}

	/** Returns how many messages have come, repetitions included. */
	int delivered() {
		return this.delivered;
	}

	/** Begins a session in the room. */
	void sayHello(String token) {
		say(new ControlFrames.Hello(ControlFrames.VERSION, token, null, 1, CLIENT));
		say(new ControlFrames.Join(ROOM));
	}

	/** Gets ready to go on with a session that another connection holds. */
	void standByFor(Actor holder, String token) {
		say(new StandbyFrames.Standby(ControlFrames.VERSION, token, holder.resumeToken, CLIENT));
		say(new ControlFrames.Join(ROOM));
	}

	/** Goes on with the session. */
	void activate(Actor holder) {
		this.published = holder.published;
		this.last = holder.last;
		say(new StandbyFrames.Activate(2));
		say(new ControlFrames.Join(ROOM));
	}

	/** Asks for messages again, and repeats as many. */
	void catchUp(int messages) {
		say(new ControlFrames.Replay(ROOM,
				List.of(new Position(this.last.session(), Math.max(0, this.last.sequence() - messages)))));
		for (long sequence = Math.max(1, this.published - messages); sequence <= this.published; sequence++) {
			publish(sequence);
		}
	}

	void publish() {
		publish(++this.published);
	}

	private void publish(long sequence) {
		say(new Frame.Publish(this.room, DeliveryClass.RELIABLE, sequence, Unpooled.wrappedBuffer(PAYLOAD)));
	}

	void probe() {
		say(new Frame.Probe(this.said, 0));
	}

	private void say(Frame frame) {
		if (this.gateway == null) {
			return;
		}
		ByteBuf wire = FrameEncoder.encode(frame, alloc());
		try {
			if (this.said++ % 2 == 0) {
				this.gateway.onMessage(wire);
			}
			else {
				this.gateway.onBytes(wire);
			}
		}
		finally {
			wire.release();
		}
	}

	private void hear(ByteBuf frames) {
		try {
			for (Frame frame = this.decoder.decode(frames); frame != null; frame = this.decoder.decode(frames)) {
				hear(frame);
			}
		}
		catch (ProtocolException ex) {
			throw new IllegalStateException("What a gateway encodes can be decoded", ex);
		}
		finally {
			frames.release();
		}
	}

	private void hear(Frame frame) {
		if (frame instanceof Frame.Deliver message) {
			this.delivered++;
			this.last = new Position(new SessionId(message.sender()), message.sequence());
		}
		else if (frame instanceof ControlFrames.Welcome welcome) {
			this.resumeToken = welcome.resumeToken();
		}
		else if (frame instanceof ControlFrames.Joined joined) {
			this.room = joined.handle();
		}
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
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
	}

	@Override
	public boolean isWritable() {
		return true;
	}

	@Override
	public int maxDatagramBytes() {
		return 0;
	}

	@Override
	public void write(ByteBuf frames) {
		hear(frames);
	}

	@Override
	public boolean writeDatagram(ByteBuf frames) {
		hear(frames);
		return true;
	}

	@Override
	public boolean writeExpiring(ByteBuf frame, Duration timeToLive) {
		hear(frame);
		return true;
	}

	@Override
	public void flush() {
		// all that was written has been heard
	}

	@Override
	public void close(CloseCode code, String reason) {
		this.eventLoop.execute(() -> disconnect(false));
	}

}
