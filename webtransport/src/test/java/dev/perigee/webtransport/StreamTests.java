package dev.perigee.webtransport;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StreamTests {

	private static final int CHUNK = 16 << 10;

	private final Loopback loopback = new Loopback();

	/** The first stream that the server gets. */
	private final Sinks.One<WebTransportStream> accepted = Sinks.one();

	@AfterEach
	void close() {
		this.loopback.close();
	}

	@Test
	void echoesBidirectionalStream() {
		WebTransportStream stream = openBidirectional(this.loopback.serve(new EchoHandler()));
		Loopback.writeAll(stream, "hello").block(Loopback.TIMEOUT);
		assertThat(Loopback.readAll(stream).block(Loopback.TIMEOUT)).isEqualTo("hello");
		assertThat(stream.isBidirectional() && stream.isLocal()).isTrue();
	}

	@Test
	void echoesUnidirectionalStream() {
		WebTransportSession session = this.loopback.connect(this.loopback.serve(new EchoHandler()));
		WebTransportStream stream = session.openUnidirectional().block(Loopback.TIMEOUT);
		assertThat(stream.receive().collectList().block(Loopback.TIMEOUT)).isEmpty();
		Loopback.writeAll(stream, "hello").block(Loopback.TIMEOUT);
		WebTransportStream back = session.incomingStreams().blockFirst(Loopback.TIMEOUT);
		assertThat(Loopback.readAll(back).block(Loopback.TIMEOUT)).isEqualTo("hello");
		assertThat(back.isBidirectional() || back.isLocal()).isFalse();
	}

	@Test
	void serverOpensBidirectionalStream() {
		Sinks.One<String> answer = Sinks.one();
		WebTransportBinding server = this.loopback.serve(session -> session.openBidirectional()
			.flatMap(stream -> Loopback.writeAll(stream, "question").then(Loopback.readAll(stream)))
			.doOnNext(answer::tryEmitValue)
			.then(session.closed())
			.then());
		WebTransportSession session = this.loopback.connect(server);
		WebTransportStream stream = session.incomingStreams().blockFirst(Loopback.TIMEOUT);
		assertThat(Loopback.readAll(stream).block(Loopback.TIMEOUT)).isEqualTo("question");
		Loopback.writeAll(stream, "answer").block(Loopback.TIMEOUT);
		assertThat(answer.asMono().block(Loopback.TIMEOUT)).isEqualTo("answer");
	}

	@Test
	void keepsTwoHundredConcurrentStreamsApart() {
		WebTransportSession session = this.loopback.connect(this.loopback.serve(new EchoHandler()));
		Flux<Boolean> echoes = Flux.range(0, 200)
			.flatMap(i -> session.openBidirectional()
				.flatMap(stream -> Loopback.writeAll(stream, "text " + i).then(Loopback.readAll(stream)))
				.map(("text " + i)::equals), 200);
		assertThat(echoes.collectList().block(Loopback.TIMEOUT)).hasSize(200).containsOnly(true);
	}

	@Test
	void echoesTenMegabytes() {
		WebTransportStream stream = openBidirectional(this.loopback.serve(new EchoHandler()));
		int chunks = (10 << 20) / CHUNK;
		Mono<Void> sent = stream.sendAndFinish(Flux.range(0, chunks).map(i -> Loopback.zeros(CHUNK)));
		Mono<Long> received = stream.receive().map(Loopback::size).reduce(0L, Long::sum);
		assertThat(Mono.zip(sent.thenReturn(true), received).block(Loopback.TIMEOUT).getT2()).isEqualTo(10 << 20);
	}

	@Test
	void slowReaderStallsTheWriter() {
		int window = 128 << 10;
		Reader reader = new Reader();
		WebTransportBinding server = acceptOne(
				WebTransportLimits.builder().streamWindowBytes(window).connectionWindowBytes(8 * window).build());
		WebTransportStream stream = openBidirectional(server);
		AtomicInteger taken = new AtomicInteger();
		int chunks = 200;
		Mono<Void> sent = stream
			.send(Flux.range(0, chunks).map(i -> Loopback.zeros(CHUNK)).doOnNext(chunk -> taken.incrementAndGet()))
			.then(stream.finish())
			.cache();
		sent.subscribe();
		accepted().receive().subscribe(reader);
		Loopback.await(() -> taken.get() * CHUNK >= window);
		for (int i = 1; i <= 3; i++) {
			int expected = i;
			reader.request(1);
			Loopback.await(() -> reader.buffers.get() == expected);
		}
		assertThat(taken.get() * CHUNK).isLessThan(2 * window + 16 * CHUNK).isLessThan(chunks * CHUNK / 2);
		reader.request(Long.MAX_VALUE);
		sent.block(Loopback.TIMEOUT);
		Loopback.await(() -> reader.bytes.get() == chunks * CHUNK);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 7, 30, 0xffff_ffffL })
	void carriesResetCode(long code) {
		WebTransportStream stream = openBidirectional(acceptOne(WebTransportLimits.defaults()));
		stream.send(Mono.just(Loopback.buffer("some"))).block(Loopback.TIMEOUT);
		WebTransportStream peer = accepted();
		Mono<Void> received = peer.receive().doOnNext(ByteBuf::release).then();
		stream.reset(code);
		assertThatExceptionOfType(StreamResetException.class).isThrownBy(() -> received.block(Loopback.TIMEOUT))
			.satisfies(ex -> assertThat(ex.code()).isEqualTo(code));
		Loopback.writeAll(peer, "still open").block(Loopback.TIMEOUT);
		assertThat(Loopback.readAll(stream).block(Loopback.TIMEOUT)).isEqualTo("still open");
	}

	@Test
	void stopSendingStopsTheSender() {
		WebTransportStream stream = openBidirectional(acceptOne(WebTransportLimits.defaults()));
		Flux<ByteBuf> endless = Flux.<ByteBuf>generate(sink -> sink.next(Loopback.zeros(CHUNK)));
		Mono<Void> sent = stream.send(endless).cache();
		sent.subscribe(nothing -> {
		}, ex -> {
		});
		WebTransportStream peer = accepted();
		peer.stopSending(9);
		assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(() -> sent.block(Loopback.TIMEOUT));
		assertThat(peer.receive().collectList().block(Loopback.TIMEOUT)).isEmpty();
	}

	/** QUIC forgets it as soon as the peer has got the reset that answers it. */
	@Test
	void tellsThatAStreamWasStoppedAlsoWhenQuicHasForgottenIt() {
		WebTransportSession session = this.loopback.connect(this.loopback.serve(served -> served.incomingStreams()
			.flatMap(stream -> stream.isBidirectional() ? stream.sendAndFinish(stream.receive())
					: Mono.<Void>fromRunnable(() -> stream.stopSending(9)))
			.onErrorComplete()
			.then()));
		List<WebTransportStream> stopped = Flux.range(0, 3)
			.concatMap(i -> session.openUnidirectional()
				.delayUntil(stream -> stream.send(Mono.just(Loopback.buffer("some")))))
			.collectList()
			.block(Loopback.TIMEOUT);
		for (int roundTrip = 0; roundTrip < 3; roundTrip++) {
			WebTransportStream stream = session.openBidirectional().block(Loopback.TIMEOUT);
			Loopback.writeAll(stream, "hello").then(Loopback.readAll(stream)).block(Loopback.TIMEOUT);
		}
		Mono<ByteBuf> late = Mono.fromCallable(() -> Loopback.buffer("late"));
		assertThat(List.of(stopped.get(0).send(late), stopped.get(1).sendAndFinish(late), stopped.get(2).finish()))
			.allSatisfy(sent -> assertThatExceptionOfType(StreamStoppedException.class)
				.isThrownBy(() -> sent.block(Loopback.TIMEOUT)));
	}

	@Test
	void cancellingTheReaderStopsTheSender() {
		WebTransportStream stream = openBidirectional(acceptOne(WebTransportLimits.defaults()));
		Mono<Void> sent = stream.send(Flux.<ByteBuf>generate(sink -> sink.next(Loopback.zeros(CHUNK)))).cache();
		sent.subscribe(nothing -> {
		}, ex -> {
		});
		assertThat(accepted().receive().map(Loopback::size).blockFirst(Loopback.TIMEOUT)).isPositive();
		assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(() -> sent.block(Loopback.TIMEOUT));
	}

	@Test
	void cancelledSendReleasesAndKeepsTheStream() {
		WebTransportStream stream = openBidirectional(this.loopback.serve(new EchoHandler()));
		Sinks.Many<ByteBuf> source = Sinks.many().unicast().onBackpressureBuffer();
		source.tryEmitNext(Loopback.buffer("first"));
		stream.send(source.asFlux()).subscribe().dispose();
		Mono<String> all = Loopback.readAll(stream);
		Loopback.await(() -> source.currentSubscriberCount() == 0);
		Loopback.writeAll(stream, " last").block(Loopback.TIMEOUT);
		assertThat(all.block(Loopback.TIMEOUT)).endsWith(" last");
	}

	@Test
	void passesOnTheSendersError() {
		WebTransportStream stream = openBidirectional(this.loopback.serve(new EchoHandler()));
		assertThatExceptionOfType(ArithmeticException.class)
			.isThrownBy(() -> stream.send(Flux.error(new ArithmeticException())).block(Loopback.TIMEOUT));
	}

	@Test
	void refusesToWriteAfterTheEnd() {
		WebTransportStream stream = openBidirectional(acceptOne(WebTransportLimits.defaults()));
		stream.finish().block(Loopback.TIMEOUT);
		assertThatExceptionOfType(StreamStoppedException.class)
			.isThrownBy(() -> stream.send(Mono.just(Loopback.buffer("late"))).block(Loopback.TIMEOUT));
	}

	@Test
	void endOfSessionFailsItsStreams() {
		WebTransportSession session = this.loopback.connect(acceptOne(WebTransportLimits.defaults()));
		WebTransportStream stream = session.openBidirectional().block(Loopback.TIMEOUT);
		stream.send(Mono.just(Loopback.buffer("some"))).block(Loopback.TIMEOUT);
		WebTransportStream peer = accepted();
		Mono<Void> send = stream.send(Flux.never()).cache();
		send.subscribe(nothing -> {
		}, ex -> {
		});
		session.close(5, "enough").block(Loopback.TIMEOUT);
		assertThatExceptionOfType(SessionClosedException.class)
			.isThrownBy(() -> peer.receive().doOnNext(ByteBuf::release).blockLast(Loopback.TIMEOUT));
		assertThatExceptionOfType(SessionClosedException.class)
			.isThrownBy(() -> stream.receive().blockLast(Loopback.TIMEOUT))
			.satisfies(ex -> assertThat(ex.sessionClose().code()).isEqualTo(5));
		assertThatExceptionOfType(StreamStoppedException.class).isThrownBy(() -> send.block(Loopback.TIMEOUT));
		assertThatExceptionOfType(SessionClosedException.class)
			.isThrownBy(() -> session.openUnidirectional().block(Loopback.TIMEOUT));
	}

	@Test
	void reportsThePeersStreamLimit() {
		WebTransportBinding server = acceptOne(WebTransportLimits.builder().maxBidirectionalStreams(2).build());
		WebTransportSession session = this.loopback.connect(server);
		session.openBidirectional().block(Loopback.TIMEOUT);
		assertThatExceptionOfType(StreamLimitException.class)
			.isThrownBy(() -> session.openBidirectional().block(Loopback.TIMEOUT));
	}

	@Test
	void resetsStreamsThatNobodyTakes() {
		WebTransportBinding server = this.loopback.serve(session -> session.closed().then(),
				options -> options.limits(WebTransportLimits.builder().incomingStreams(1).build()));
		WebTransportSession session = this.loopback.connect(server);
		WebTransportStream first = session.openBidirectional().block(Loopback.TIMEOUT);
		first.send(Mono.just(Loopback.buffer("waits"))).block(Loopback.TIMEOUT);
		WebTransportStream second = session.openBidirectional().block(Loopback.TIMEOUT);
		second.send(Mono.just(Loopback.buffer("refused"))).onErrorComplete().block(Loopback.TIMEOUT);
		assertThatExceptionOfType(StreamResetException.class)
			.isThrownBy(() -> second.receive().blockLast(Loopback.TIMEOUT))
			.satisfies(ex -> assertThat(ex.code()).isEqualTo(StreamResetException.NO_APPLICATION_CODE));
	}

	@Test
	void writesToTheChannelWithoutPublishers() {
		WebTransportStream stream = openBidirectional(this.loopback.serve(new EchoHandler()));
		stream.channel().eventLoop().execute(() -> {
			stream.channel().write(Loopback.buffer("a"));
			stream.channel().writeAndFlush(Loopback.buffer("b"));
		});
		stream.finish().block(Loopback.TIMEOUT);
		assertThat(Loopback.readAll(stream).block(Loopback.TIMEOUT)).isEqualTo("ab");
	}

	/**
	 * A server that keeps its first stream for the test.
	 */
	private WebTransportBinding acceptOne(WebTransportLimits limits) {
		return this.loopback.serve(session -> session.incomingStreams().doOnNext(this.accepted::tryEmitValue).then(),
				server -> server.limits(limits));
	}

	private WebTransportStream accepted() {
		return this.accepted.asMono().block(Loopback.TIMEOUT);
	}

	private WebTransportStream openBidirectional(WebTransportBinding server) {
		return this.loopback.connect(server).openBidirectional().block(Loopback.TIMEOUT);
	}

	/** Takes what it is told to. */
	private static final class Reader extends BaseSubscriber<ByteBuf> {

		private final AtomicInteger buffers = new AtomicInteger();

		private final AtomicInteger bytes = new AtomicInteger();

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
		}

		@Override
		protected void hookOnNext(ByteBuf buffer) {
			this.bytes.addAndGet(Loopback.size(buffer));
			this.buffers.incrementAndGet();
		}

	}

}
