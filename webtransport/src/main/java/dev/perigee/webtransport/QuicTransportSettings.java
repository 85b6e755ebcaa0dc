package dev.perigee.webtransport;

import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import reactor.netty.quic.QuicClient;
import reactor.netty.quic.QuicInitialSettingsSpec;
import reactor.netty.quic.QuicServer;

/**
 * What the limits mean to QUIC, the same at server and client.
 */
final class QuicTransportSettings {

	private QuicTransportSettings() {
	}

	static QuicServer apply(QuicServer server, WebTransportLimits limits) {
		return server.datagram(limits.transportDatagrams(), limits.transportDatagrams())
			.idleTimeout(limits.idleTimeout())
			.maxSendUdpPayloadSize(limits.udpPayloadBytes())
			.initialSettings(credit(limits));
	}

	static QuicClient apply(QuicClient client, WebTransportLimits limits) {
		return client.datagram(limits.transportDatagrams(), limits.transportDatagrams())
			.idleTimeout(limits.idleTimeout())
			.maxSendUdpPayloadSize(limits.udpPayloadBytes())
			.initialSettings(credit(limits));
	}

	private static Consumer<QuicInitialSettingsSpec.Builder> credit(WebTransportLimits limits) {
		return initial -> initial.maxData(limits.connectionWindowBytes())
			.maxStreamDataBidirectionalLocal(limits.streamWindowBytes())
			.maxStreamDataBidirectionalRemote(limits.streamWindowBytes())
			.maxStreamDataUnidirectional(limits.streamWindowBytes())
			.maxStreamsBidirectional(limits.maxBidirectionalStreams())
			.maxStreamsUnidirectional(limits.maxUnidirectionalStreams());
	}

	static void applyToSocket(Channel socket, WebTransportLimits limits) {
		socket.config().setOption(ChannelOption.SO_RCVBUF, limits.udpBufferBytes());
		socket.config().setOption(ChannelOption.SO_SNDBUF, limits.udpBufferBytes());
	}

}
