package dev.perigee.webtransport;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DatagramTests {

	private final Loopback loopback = new Loopback();

	@AfterEach
	void close() {
		this.loopback.close();
	}

	@Test
	void echoesDatagram() {
		WebTransportSession session = connectToEcho();
		session.sendDatagram(Loopback.buffer("hello"));
		assertThat(session.datagrams().map(Loopback::text).blockFirst(Loopback.TIMEOUT)).isEqualTo("hello");
	}

	@Test
	void sendsLargestDatagram() {
		WebTransportSession session = connectToEcho();
		int size = session.maxDatagramSize();
		assertThat(size).isGreaterThanOrEqualTo(1199);
		session.sendDatagram(Loopback.zeros(size));
		assertThat(session.datagrams().map(Loopback::size).blockFirst(Loopback.TIMEOUT)).isEqualTo(size);
	}

	@Test
	void refusesAndReleasesLargerDatagram() {
		WebTransportSession session = connectToEcho();
		ByteBuf payload = Loopback.zeros(session.maxDatagramSize() + 1);
		assertThatExceptionOfType(DatagramTooLargeException.class).isThrownBy(() -> session.sendDatagram(payload))
			.withMessageContaining(String.valueOf(session.maxDatagramSize()));
		assertThat(payload.refCnt()).isZero();
	}

	@Test
	void sendsItsOwnBuffer() {
		WebTransportSession session = connectToEcho();
		session.sendDatagram(session.datagramBuffer(5).writeBytes("hello".getBytes()));
		assertThat(session.datagrams().map(Loopback::text).blockFirst(Loopback.TIMEOUT)).isEqualTo("hello");
	}

	@Test
	void doesNotCopyBufferWithRoomInFront() {
		WebTransportSession session = connectToEcho();
		// a leak detector's wrapper would hide that the buffer is nobody else's
		ByteBuf payload = new UnpooledByteBufAllocator(true, true).directBuffer().writeBytes("-hello".getBytes());
		payload.skipBytes(1);
		Mono<Boolean> copied = Mono.fromCallable(() -> {
			session.sendDatagram(payload);
			return payload.refCnt() == 0;
		});
		assertThat(copied.subscribeOn(Schedulers.fromExecutor(session.eventLoop())).block(Loopback.TIMEOUT)).isFalse();
		assertThat(session.datagrams().map(Loopback::text).blockFirst(Loopback.TIMEOUT)).isEqualTo("hello");
		assertThat(payload.refCnt()).isZero();
	}

	@Test
	void leavesBytesInFrontOfSliceAlone() {
		WebTransportSession session = connectToEcho();
		ByteBuf whole = Loopback.buffer("headhello");
		session.sendDatagram(whole.retainedSlice(4, 5));
		session.sendDatagram(whole.retainedDuplicate().skipBytes(4));
		assertThat(session.datagrams().map(Loopback::text).take(2).collectList().block(Loopback.TIMEOUT))
			.containsExactly("hello", "hello");
		assertThat(Loopback.text(whole)).isEqualTo("headhello");
	}

	@Test
	void keepsNewestDatagramsWhileNobodyAsks() {
		WebTransportBinding server = this.loopback
			.serve(session -> session.datagrams().map(Loopback::text).doOnNext(text -> sendTen(session)).then());
		WebTransportClient client = this.loopback.client()
			.limits(WebTransportLimits.builder().inboundDatagrams(4).build());
		WebTransportSession session = this.loopback.connect(client, server, "/");
		session.sendDatagram(Loopback.buffer("go"));
		Loopback.await(() -> session.droppedInboundDatagrams() == 6);
		List<String> kept = session.datagrams().map(Loopback::text).take(4).collectList().block(Loopback.TIMEOUT);
		assertThat(kept).containsExactly("6", "7", "8", "9");
		assertThat(session.droppedDatagrams()).isEqualTo(6);
	}

	@Test
	void dropsOldestBeyondTheOutboundQueue() {
		WebTransportBinding server = this.loopback.serve(new EchoHandler());
		WebTransportClient client = this.loopback.client()
			.limits(WebTransportLimits.builder().outboundDatagrams(4).build());
		WebTransportSession session = this.loopback.connect(client, server, "/");
		session.eventLoop().execute(() -> sendTen(session));
		List<String> sent = session.datagrams().map(Loopback::text).take(4).collectList().block(Loopback.TIMEOUT);
		assertThat(sent).containsExactly("6", "7", "8", "9");
		assertThat(session.droppedOutboundDatagrams()).isEqualTo(6);
	}

	@Test
	void emitsNoMoreThanRequested() {
		WebTransportSession session = connectToEcho();
		Mono<List<String>> three = session.datagrams().map(Loopback::text).limitRate(1).take(3).collectList();
		sendTen(session);
		assertThat(three.block(Loopback.TIMEOUT)).containsExactly("0", "1", "2");
	}

	@Test
	void allowsOneSubscriberOnly() {
		WebTransportSession session = connectToEcho();
		session.datagrams().subscribe(ByteBuf::release);
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> session.datagrams().blockFirst(Loopback.TIMEOUT));
	}

	@Test
	void refusesDatagramOfClosedSession() {
		WebTransportSession session = connectToEcho();
		session.close(0, "").block(Loopback.TIMEOUT);
		ByteBuf payload = Loopback.buffer("late");
		assertThat(session.sendDatagram(payload)).isFalse();
		assertThat(payload.refCnt()).isZero();
		assertThat(session.datagrams().collectList().block(Loopback.TIMEOUT)).isEmpty();
	}

	private WebTransportSession connectToEcho() {
		return this.loopback.connect(this.loopback.serve(new EchoHandler()));
	}

	private static void sendTen(WebTransportSession session) {
		Flux.range(0, 10).map(String::valueOf).map(Loopback::buffer).subscribe(session::sendDatagram);
	}

}
