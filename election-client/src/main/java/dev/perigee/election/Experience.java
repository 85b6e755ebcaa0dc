package dev.perigee.election;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.perigee.election.memory.ElectionMemory;
import dev.perigee.election.memory.NetworkMemory;
import dev.perigee.election.memory.NetworkMemory.LastKnownGood;
import dev.perigee.protocol.Transport;
import reactor.core.publisher.Mono;

/**
 * What the client learns of its network: who is good, and whether UDP gets through. With
 * a memory the next run knows it from its start. Confined to the client's loop.
 */
final class Experience {

	/** A start waits no longer for a slow disk. */
	private static final Duration RECALL = Duration.ofMillis(250);

	private final Settings settings;

	private final Loop loop;

	private final Contenders contenders;

	/** WebTransport has worked in this run: what fails now is not the network's fault. */
	private boolean udpWorks;

	/** What the memory says of UDP, as far as is known here. */
	private boolean blockedInMemory;

	Experience(Settings settings, Loop loop, Contenders contenders) {
		this.settings = settings;
		this.loop = loop;
		this.contenders = contenders;
	}

	/**
	 * Recalls the network, and lets WebTransport rest if UDP was blocked there not long
	 * ago.
	 * @return emits on the client's loop, soon in any case; empty without a memory
	 */
	Mono<NetworkMemory> recall() {
		ElectionMemory store = this.settings.memory().store();
		return (store == null) ? Mono.empty()
				: store.recall()
					.timeout(RECALL, Mono.just(NetworkMemory.NOTHING), this.loop.scheduler())
					.publishOn(this.loop.scheduler())
					.doOnNext((memory) -> {
						this.blockedInMemory = memory.udpBlockedAt() != null;
						Duration blocked = memory.udpBlockedFor(now(), this.settings.memory().udpExpiry());
						if (!blocked.isZero()) {
							restWebTransport(blocked);
						}
					});
	}

	/** A candidate has answered over a new connection. */
	void onUsable(Contender contender) {
		if (contender.candidate().transport() != Transport.WEBTRANSPORT) {
			judgeUdp();
			return;
		}
		this.udpWorks = true;
		if (this.blockedInMemory) {
			this.blockedInMemory = false;
			this.settings.memory().remember((memory) -> memory.withUdpBlockedAt(null));
		}
	}

	void onLost(Contender contender) {
		if (contender.hasTimedOut()) {
			judgeUdp();
		}
	}

	/** The traffic stays where it is for now. */
	void onSettled(Contender incumbent) {
		Candidate good = incumbent.candidate();
		LastKnownGood lastKnownGood = new LastKnownGood(good.region(), good.transport(), good.endpoint(),
				Duration.ofNanos(incumbent.rtt().smoothedNanos()), now());
		this.settings.memory().remember((memory) -> memory.with(lastKnownGood));
	}

	/**
	 * UDP is blocked when no dial over it was answered while WebSocket gets through.
	 */
	private void judgeUdp() {
		List<Contender> webTransport = this.contenders.field()
			.stream()
			.filter((one) -> one.candidate().transport() == Transport.WEBTRANSPORT)
			.toList();
		boolean getsThrough = this.contenders.field().stream().anyMatch(Contender::isUsable);
		if (!this.udpWorks && getsThrough && !webTransport.isEmpty()
				&& webTransport.stream().allMatch(Contender::hasTimedOut)) {
			Instant now = now();
			this.blockedInMemory = true;
			restWebTransport(this.settings.memory().udpExpiry());
			this.settings.memory().remember((memory) -> memory.withUdpBlockedAt(now));
		}
	}

	private void restWebTransport(Duration time) {
		this.contenders.all()
			.stream()
			.filter((one) -> one.candidate().transport() == Transport.WEBTRANSPORT)
			.forEach((one) -> one.rest(time, "UDP is blocked on this network"));
	}

	private Instant now() {
		return this.settings.election().wallClock().instant();
	}

}
