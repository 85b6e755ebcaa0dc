package dev.perigee.webtransport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Turns a new stream's automatic reading off before it can begin, and leaves.
 */
final class OnDemandReading extends ChannelInboundHandlerAdapter {

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		ctx.channel().config().setAutoRead(false);
		ctx.pipeline().remove(this);
	}

}
