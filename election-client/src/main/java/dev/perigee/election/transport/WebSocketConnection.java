package dev.perigee.election.transport;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.Frame;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;

/**
 * An open WebSocket: whole frames in binary messages, both ways.
 */
final class WebSocketConnection implements CandidateConnection {

	/** How long the gateway may take to answer a close. */
	private static final long CLOSE_TIMEOUT_MILLIS = 1_000;

	private final Channel channel;

	private final FrameBatch outbound;

	private final WaitingMessages waiting;

	private final Inbound inbound;

	/** Confined to the event loop. */
	private boolean closing;

	WebSocketConnection(Channel channel, ConnectionListener listener, LongSupplier clock, Runnable onDrop) {
		this.channel = channel;
		this.outbound = new FrameBatch(channel, (frames) -> channel.writeAndFlush(new BinaryWebSocketFrame(frames)));
		this.waiting = new WaitingMessages(onDrop);
		this.inbound = new Inbound(new FrameReader(this, listener, clock), listener);
	}

	ChannelInboundHandler inbound() {
		return this.inbound;
	}

	@Override
	public void send(Frame frame) {
		this.channel.eventLoop().execute(() -> {
			if (!this.closing && this.channel.isActive()) {
				add(frame);
			}
		});
	}

	private void add(Frame frame) {
		if (frame instanceof Frame.Publish publish && publish.deliveryClass() == DeliveryClass.UNRELIABLE
				&& !(this.channel.isWritable() && this.waiting.isEmpty())) {
			this.waiting.add(publish);
		}
		else {
			this.outbound.add(frame);
		}
	}

	private void addWaiting() {
		Frame.Publish next;
		while (!this.closing && this.channel.isWritable() && (next = this.waiting.poll()) != null) {
			this.outbound.add(next);
		}
	}

	@Override
	public void close(CloseCode code, String reason) {
		this.channel.eventLoop().execute(() -> {
			if (!this.closing) {
				this.closing = true;
				this.outbound.flush();
				this.channel.writeAndFlush(new CloseWebSocketFrame(code.number(), reason));
				// not at once: closing over unread bytes resets TCP, and what was sent is
				// lost
				this.channel.eventLoop()
					.schedule(() -> this.channel.close(), CLOSE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
			}
		});
	}

	/** Takes messages before Reactor's bridge sees them; pings and closes pass on. */
	private final class Inbound extends ChannelInboundHandlerAdapter {

		private final FrameReader reader;

		private final ConnectionListener listener;

		private ConnectionClose close = ConnectionClose.broken("connection lost");

		Inbound(FrameReader reader, ConnectionListener listener) {
			this.reader = reader;
			this.listener = listener;
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (message instanceof BinaryWebSocketFrame binary) {
				try {
					this.reader.message(binary.content());
				}
				finally {
					binary.release();
				}
				return;
			}
			if (message instanceof CloseWebSocketFrame close) {
				if (WebSocketConnection.this.closing) {
					close.release();
					context.close();
					return;
				}
				this.close = ConnectionClose.byGateway(close.statusCode(), close.reasonText());
			}
			context.fireChannelRead(message);
		}

		@Override
		public void channelWritabilityChanged(ChannelHandlerContext context) {
			addWaiting();
			context.fireChannelWritabilityChanged();
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			this.close = ConnectionClose.broken(String.valueOf(cause.getMessage()));
			context.close();
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			this.listener.onClosed(this.close);
			context.fireChannelInactive();
		}

	}

}
