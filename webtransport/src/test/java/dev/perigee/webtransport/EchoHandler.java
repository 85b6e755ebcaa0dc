package dev.perigee.webtransport;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends back what it gets, on the way it came; a unidirectional stream on one of its own.
 */
final class EchoHandler implements WebTransportHandler {

	@Override
	public int accept(WebTransportRequest request) {
		return request.path().startsWith("/denied") ? 403 : 200;
	}

	@Override
	public Publisher<Void> handle(WebTransportSession session) {
		Mono<Void> datagrams = session.datagrams().doOnNext(session::sendDatagram).then();
		Flux<Void> streams = session.incomingStreams()
			.flatMap(stream -> echo(stream).onErrorComplete(), Integer.MAX_VALUE);
		return Flux.merge(datagrams, streams);
	}

	private static Mono<Void> echo(WebTransportStream stream) {
		if (stream.isBidirectional()) {
			return stream.sendAndFinish(stream.receive());
		}
		return Loopback.readAll(stream)
			.flatMap(text -> stream.session().openUnidirectional().flatMap(back -> Loopback.writeAll(back, text)));
	}

}
