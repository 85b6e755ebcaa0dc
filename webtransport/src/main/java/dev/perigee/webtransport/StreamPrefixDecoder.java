package dev.perigee.webtransport;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.quic.QuicStreamChannel;

/**
 * Stands first on a stream that the peer opened and reads which session it belongs to; on
 * a bidirectional one, whether it is a WebTransport stream at all. Then it hands the
 * stream on, with the bytes that follow, and leaves.
 */
final class StreamPrefixDecoder extends ByteToMessageDecoder {

	private final ConnectionHandler connection;

	private final QuicStreamChannel stream;

	/** HTTP/3 itself has read the signal of a unidirectional stream. */
	private boolean signalRead;

	private boolean parked;

	private boolean inputEnded;

	private StreamPrefixDecoder(ConnectionHandler connection, QuicStreamChannel stream, boolean signalRead) {
		this.connection = connection;
		this.stream = stream;
		this.signalRead = signalRead;
	}

	static StreamPrefixDecoder bidirectional(ConnectionHandler connection, QuicStreamChannel stream) {
		return new StreamPrefixDecoder(connection, stream, false);
	}

	static StreamPrefixDecoder unidirectional(ConnectionHandler connection, QuicStreamChannel stream) {
		return new StreamPrefixDecoder(connection, stream, true);
	}

	@Override
	protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
		if (this.parked) {
			return;
		}
		int start = in.readerIndex();
		if (!this.signalRead) {
			long signal = Varint.read(in);
			if (signal == Varint.INCOMPLETE) {
				return;
			}
			if (signal != StreamSignal.BIDIRECTIONAL) {
				in.readerIndex(start);
				this.connection.requestStreamOpened(this.stream);
				ctx.pipeline().remove(this);
				return;
			}
			this.signalRead = true;
		}
		long sessionId = Varint.read(in);
		if (sessionId != Varint.INCOMPLETE) {
			this.stream.config().setAutoRead(false);
			this.parked = true;
			this.connection.streamArrived(sessionId, this);
		}
	}

	/**
	 * Gives the stream to its session.
	 */
	void deliver(QuicWebTransportSession session) {
		if (!this.stream.isActive()) {
			return;
		}
		session.accept(this.stream);
		this.stream.pipeline().remove(this);
		if (this.inputEnded) {
			this.stream.pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
		}
	}

	/**
	 * Resets the stream because no session will take it.
	 */
	void reject(int http3Code) {
		if (this.stream.isActive()) {
			this.stream.shutdown(http3Code);
			this.stream.close();
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
		if (!this.parked) {
			super.userEventTriggered(ctx, event);
		}
		else if (event == ChannelInputShutdownReadComplete.INSTANCE) {
			this.inputEnded = true;
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
		// the decoder would read on, and a parked stream must wait in its window
		if (this.parked) {
			ctx.fireChannelReadComplete();
		}
		else {
			super.channelReadComplete(ctx);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		// the peer reset the stream before it said what it is
		this.stream.close();
		StreamAbort.forget(this.stream);
	}

}
