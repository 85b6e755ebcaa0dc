package dev.perigee.bench.member;

import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.FrameDecoder;
import dev.perigee.protocol.FrameEncoder;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.ProtocolException;
import dev.perigee.webtransport.WebTransportClient;
import dev.perigee.webtransport.WebTransportSession;
import dev.perigee.webtransport.WebTransportTrust;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;

/**
 * A connection that does what it is told, and counts what it is sent. Reads on its event
 * loop; everything else may be called from any thread.
 */
public final class Member implements AutoCloseable {

	private static final Duration BOUND = Duration.ofSeconds(20);

	private final FrameDecoder decoder = new FrameDecoder(Limits.MAX_FRAME_BYTES);

	/** What has arrived and is no whole frame yet; confined to the event loop. */
	private final ByteBuf partial = Unpooled.buffer();

	private @Nullable Consumer<ByteBuf> writer;

	private @Nullable Runnable closer;

	/** Written on the event loop. */
	private volatile long delivered;

	/** Written on the event loop; 0 until the room is joined. */
	private volatile int room;

	/** Written on the event loop; of the latest WELCOME. */
	private volatile @Nullable String resumeToken;

	private Member() {
	}

	/**
	 * Connects over WebSocket.
	 * @param uri a gateway's, or a server's that talks like one
	 * @return a connection on which nothing has been said
	 */
	public static Member overWebSocket(URI uri) {
		Member member = new Member();
		HttpClient.newConnection()
			.websocket(WebsocketClientSpec.builder().maxFramePayloadLength(Limits.MAX_FRAME_BYTES).build())
			.uri(uri)
			.connect()
			.doOnNext((connection) -> {
				Channel channel = connection.channel();
				member.writer = (frames) -> channel.writeAndFlush(new BinaryWebSocketFrame(frames));
				member.closer = connection::dispose;
				connection.inbound().receive().subscribe(member::read, (broken) -> {
				});
			})
			.block(BOUND);
		return member;
	}

	/**
	 * Connects over WebTransport.
	 * @param uri a gateway's
	 * @param trust which certificate it has
	 * @return a connection on which nothing has been said
	 */
	public static Member overWebTransport(URI uri, WebTransportTrust trust) {
		Member member = new Member();
		WebTransportClient.create()
			.secure(trust)
			.connect(uri)
			.flatMap(WebTransportSession::openBidirectional)
			.doOnNext((stream) -> {
				Channel channel = stream.channel();
				member.writer = (frames) -> channel.eventLoop().execute(() -> channel.writeAndFlush(frames));
				member.closer = () -> stream.session().close(0, "").subscribe();
				stream.receive().subscribe((bytes) -> {
					member.read(bytes);
					bytes.release();
				}, (broken) -> {
				});
			})
			.block(BOUND);
		return member;
	}

	/**
	 * Sends frames in one write.
	 * @param frames in their order
	 */
	public void send(Frame... frames) {
		ByteBuf out = Unpooled.buffer();
		for (Frame frame : frames) {
			FrameEncoder.encode(frame, out);
		}
		Consumer<ByteBuf> to = this.writer;
		if (to == null) {
			throw new IllegalStateException("not connected");
		}
		to.accept(out);
	}

	/**
	 * Returns how many messages have arrived.
	 * @return grows
	 */
	public long delivered() {
		return this.delivered;
	}

	/**
	 * Returns what stands for the room.
	 * @return 0 until it is joined
	 */
	public int room() {
		return this.room;
	}

	/**
	 * Returns what another connection of the session needs.
	 * @return {@code null} until there was a WELCOME
	 */
	public @Nullable String resumeToken() {
		return this.resumeToken;
	}

	@Override
	public void close() {
		if (this.closer != null) {
			this.closer.run();
		}
	}

	private void read(ByteBuf bytes) {
		this.partial.writeBytes(bytes);
		long count = this.delivered;
		try {
			Frame frame = this.decoder.decode(this.partial);
			while (frame != null) {
				if (frame instanceof Frame.Deliver) {
					count++;
				}
				else if (frame instanceof ControlFrames.Joined joined) {
					this.room = joined.handle();
				}
				else if (frame instanceof ControlFrames.Welcome welcome) {
					this.resumeToken = welcome.resumeToken();
				}
				frame = this.decoder.decode(this.partial);
			}
		}
		catch (ProtocolException ex) {
			throw new IllegalStateException("What a gateway sends can be read", ex);
		}
		this.partial.discardReadBytes();
		this.delivered = count;
	}

}
