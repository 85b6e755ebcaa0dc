package dev.perigee.election;

import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

import dev.perigee.election.transport.CandidateConnection;
import dev.perigee.election.transport.CandidateDialer;
import dev.perigee.election.transport.ConnectionClose;
import dev.perigee.election.transport.ConnectionListener;
import dev.perigee.protocol.Advice;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.DeliveryClass;
import dev.perigee.protocol.EchoFlag;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Limits;
import dev.perigee.protocol.Received;
import dev.perigee.protocol.RegionInfo;
import dev.perigee.protocol.ReportFrames;
import dev.perigee.protocol.SessionId;
import dev.perigee.protocol.StandbyFrames;
import dev.perigee.protocol.TokenFrames;
import dev.perigee.protocol.Transport;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Gateways without a network, in virtual time: each candidate is a {@link Gateway} at the
 * end of a path with a round trip time that can be cut, silenced or made to refuse. All
 * gateways share one room server, as if NATS were instant.
 */
final class World implements Dialers {

	static final SessionId SESSION = new SessionId(0xc0ffee);

	static final SessionId PEER = new SessionId(0xbeef);

	/** What a lost packet costs on a stream: TCP's shortest timeout. */
	private static final double RETRANSMISSION_MILLIS = 200;

	final VirtualTime time = new VirtualTime();

	final Map<String, Gateway> gateways = new LinkedHashMap<>();

	/**
	 * What the room has got, by sequence of this session: the truth about lost and
	 * repeated.
	 */
	final TreeMap<Long, String> published = new TreeMap<>();

	final List<String> log = new ArrayList<>();

	/** Messages that came again, though the room had got them. */
	int repetitions;

	/** What {@code WELCOME} tells of the regions. */
	List<RegionInfo> regions = List.of();

	private final TreeMap<Long, String> fromPeer = new TreeMap<>();

	Gateway gateway(String candidate, double rttMillis) {
		Gateway gateway = new Gateway(candidate, rttMillis);
		this.gateways.put(candidate, gateway);
		return gateway;
	}

	/** Another gateway behind the address of one, to which its balancer may lead. */
	Gateway another(Gateway one) {
		Gateway gateway = new Gateway(one.name, one.rttMillis);
		this.gateways.put(one.name + " (another)", gateway);
		return gateway;
	}

	Gateway gateway(String candidate) {
		return this.gateways.get(candidate);
	}

	@Override
	public CandidateDialer of(Transport transport) {
		return (endpoint, listener) -> this.gateways.get(endpoint.getHost() + "/" + transport.id()).balancer.get()
			.dial(listener);
	}

	/** A client whose elections end at a known time: it takes the whole period. */
	ElectionClientBuilder client() {
		return clientByDefault().strategy(ElectionStrategy.classic(Preference.DEFAULT, LoadPenalty.DEFAULT));
	}

	ElectionClientBuilder clientByDefault() {
		ElectionClientBuilder builder = ElectionClient.builder()
			.token("token-1")
			.random(new SplittableRandom(1))
			.report(ReportOptions.NONE)
			.time(this.time, () -> this.time.now(TimeUnit.NANOSECONDS), () -> Instant.EPOCH)
			.dialers(this);
		Map<String, List<String>> regions = new LinkedHashMap<>();
		this.gateways.values()
			.forEach((gateway) -> regions.computeIfAbsent(gateway.name.split("/")[0], (r) -> new ArrayList<>())
				.add(gateway.name.split("/")[1]));
		regions.forEach((name, transports) -> builder.region(name,
				new Region(transports.contains("websocket") ? URI.create("ws://" + name + "/rt") : null,
						transports.contains("webtransport") ? URI.create("https://" + name + "/rt") : null)));
		return builder;
	}

	void passes(Duration duration) {
		this.time.advanceTimeBy(duration);
	}

	void passesMillis(long millis) {
		passes(Duration.ofMillis(millis));
	}

	/** A peer publishes its next message; gateways deliver it to whoever is joined. */
	void peerPublishes(String text) {
		long sequence = this.fromPeer.size() + 1L;
		this.fromPeer.put(sequence, text);
		this.gateways.values().forEach((gateway) -> gateway.deliver(sequence, text));
	}

	private void publish(long sequence, String text) {
		if (this.published.putIfAbsent(sequence, text) != null) {
			this.repetitions++;
		}
	}

	private @Nullable Received received() {
		if (this.published.isEmpty()) {
			return null;
		}
		long to = this.published.lastKey();
		long from = to;
		while (this.published.containsKey(from - 1)) {
			from--;
		}
		return new Received(from, to);
	}

	private Disposable after(double millis, Runnable task) {
		return this.time.schedule(task, Math.round(millis * 1e6), TimeUnit.NANOSECONDS);
	}

	/** One candidate's gateway and the path to it. */
	final class Gateway {

		final String name;

		/** Where new connections to its address are led. */
		Supplier<Gateway> balancer = () -> this;

		double rttMillis;

		boolean reachable = true;

		/** Probes are lost, all else gets through. */
		boolean losesProbes;

		/** Packets vanish both ways and nobody is told. */
		boolean blackHole;

		/** Milliseconds that each frame takes longer on its way back. */
		DoubleSupplier noise = () -> 0;

		/** Tells of each frame on its way back whether it is lost. */
		BooleanSupplier loss = () -> false;

		Set<EchoFlag> flags = Set.of();

		int load;

		/** Refuses {@code HELLO} and {@code STANDBY}. */
		@Nullable CloseCode refuseHello;

		/** Refuses messages longer than this. */
		int maxPayloadBytes = Integer.MAX_VALUE;

		/** Delivers nothing. */
		boolean mute;

		boolean answersReplay = true;

		/** Says in {@code JOINED} what it has of the session, as it should. */
		boolean tellsWhatItHas = true;

		/** Does not answer {@code HELLO} and {@code ACTIVATE}, though it lives. */
		boolean hangs;

		boolean refuseRoom;

		final List<FakeConnection> open = new ArrayList<>();

		final List<ControlFrames.Hello> hellos = new ArrayList<>();

		final List<StandbyFrames.Standby> standbys = new ArrayList<>();

		final List<StandbyFrames.Activate> activations = new ArrayList<>();

		final List<ReportFrames.Report> reports = new ArrayList<>();

		/** As they came. */
		final List<ControlFrames.Join> joins = new ArrayList<>();

		/** Those that it answers. */
		final List<ControlFrames.Replay> replays = new ArrayList<>();

		/** The rooms that were joined and not left. */
		final Set<String> rooms = new LinkedHashSet<>();

		/** What {@code WELCOME} announces. */
		Limits limits = new Limits(Limits.DEFAULT_MAX_FRAME_BYTES, 10, 100, 0, 0);

		long tokenValidMillis;

		boolean tokenExpired;

		final List<TokenFrames.Renew> renewals = new ArrayList<>();

		int dials;

		/** How many probes have arrived. */
		int probes;

		Gateway(String name, double rttMillis) {
			this.name = name;
			this.rttMillis = rttMillis;
		}

		/** How many have asked to carry their traffic. */
		int attaches() {
			return this.hellos.size() + this.activations.size();
		}

		Mono<CandidateConnection> dial(ConnectionListener listener) {
			return Mono.create((sink) -> {
				this.dials++;
				if (this.blackHole) {
					return;
				}
				Disposable handshake = after(this.rttMillis, () -> {
					if (!this.reachable) {
						sink.error(new ConnectException("Connection refused"));
						return;
					}
					FakeConnection connection = new FakeConnection(this, listener);
					this.open.add(connection);
					sink.success(connection);
				});
				sink.onCancel(handshake);
			});
		}

		/** Tells whether its path carries anything. */
		boolean isUp() {
			return this.reachable && !this.blackHole;
		}

		private boolean isDatagram(Frame frame) {
			return frame instanceof Frame.Echo && this.name.endsWith(Transport.WEBTRANSPORT.id());
		}

		/** The process dies: its connections are reset, nobody listens. */
		void kill() {
			this.reachable = false;
			List.copyOf(this.open).forEach((connection) -> connection.end(ConnectionClose.broken("connection reset")));
		}

		void close(CloseCode code) {
			List.copyOf(this.open)
				.forEach((connection) -> connection.end(ConnectionClose.byGateway(code.number(), "")));
		}

		/** Is about to leave: asks everybody to move, and takes nobody in. */
		void drain(long deadlineMillis, long suggestedDelayMillis) {
			this.flags = Set.of(EchoFlag.DRAINING);
			this.refuseHello = CloseCode.DRAINING;
			send(new ControlFrames.GoAway("drain", deadlineMillis, suggestedDelayMillis));
		}

		/** Is there for everybody again. */
		void serve() {
			this.flags = Set.of();
			this.refuseHello = null;
		}

		void send(Frame frame) {
			this.open.forEach((connection) -> connection.reply(frame));
		}

		private void deliver(long sequence, String text) {
			this.open.stream()
				.filter((connection) -> connection.joined && !this.mute)
				.forEach((connection) -> connection.deliver(sequence, text));
		}

	}

	/** The gateway's end of a connection. */
	final class FakeConnection implements CandidateConnection {

		private final Gateway gateway;

		private final ConnectionListener listener;

		private boolean standingBy;

		private boolean welcomed;

		private boolean joined;

		private boolean ended;

		private long lastArrivalNanos;

		FakeConnection(Gateway gateway, ConnectionListener listener) {
			this.gateway = gateway;
			this.listener = listener;
		}

		@Override
		public void send(Frame frame) {
			Frame sent = (frame instanceof Frame.Publish publish) ? new Frame.Publish(publish.room(),
					publish.deliveryClass(), publish.sequence(), publish.payload().copy()) : frame;
			travel(() -> receive(sent));
		}

		@Override
		public void close(CloseCode code, String reason) {
			if (!this.ended) {
				World.this.log.add("%s closed by client: %s".formatted(this.gateway.name, code));
				end(ConnectionClose.broken("closed"));
			}
		}

		private void end(ConnectionClose close) {
			this.ended = true;
			this.gateway.open.remove(this);
			this.listener.onClosed(close);
		}

		private void receive(Frame frame) {
			if (frame instanceof Frame.Probe probe) {
				this.gateway.probes++;
				if (this.gateway.losesProbes) {
					return;
				}
				reply(new Frame.Echo(probe.sequence(), probe.clientNanos(), this.gateway.flags, this.gateway.load, 0));
			}
			else if (frame instanceof ControlFrames.Hello hello) {
				receive(hello);
			}
			else if (frame instanceof StandbyFrames.Standby standby) {
				receive(standby);
			}
			else if (frame instanceof StandbyFrames.Activate activate) {
				receive(activate);
			}
			else if (frame instanceof TokenFrames.Renew renew) {
				receive(renew);
			}
			else if (frame instanceof ControlFrames.Join join) {
				receive(join);
			}
			else if (frame instanceof ControlFrames.Leave leave) {
				this.gateway.rooms.remove(leave.room());
				this.joined = !this.gateway.rooms.isEmpty();
			}
			else if (frame instanceof ReportFrames.Report report) {
				this.gateway.reports.add(report);
			}
			else if (frame instanceof ControlFrames.Replay replay && this.gateway.answersReplay) {
				this.gateway.replays.add(replay);
				replay.after()
					.forEach((position) -> World.this.fromPeer.tailMap(position.sequence(), false)
						.forEach(this::deliver));
			}
			else if (frame instanceof Frame.Publish publish) {
				if (publish.payload().readableBytes() + 14 > this.gateway.limits.maxFrameBytes()) {
					end(ConnectionClose.byGateway(CloseCode.FRAME_TOO_LARGE.number(), "PUBLISH"));
					return;
				}
				if (publish.payload().readableBytes() > this.gateway.maxPayloadBytes) {
					reply(new ControlFrames.Refused(CloseCode.LIMIT_EXCEEDED.number(), "LIMIT_EXCEEDED", "too long",
							Advice.GIVE_UP, "lobby", 0, publish.sequence()));
				}
				else if (publish.deliveryClass() == DeliveryClass.RELIABLE) {
					publish(publish.sequence(), new String(ByteBufUtil.getBytes(publish.payload())));
					reply(new Frame.Ack(publish.room(), publish.sequence()));
				}
			}
		}

		private void receive(ControlFrames.Hello hello) {
			this.gateway.hellos.add(hello);
			if (this.gateway.refuseHello != null) {
				reply(new ControlFrames.Refused(this.gateway.refuseHello, "no", null));
			}
			else if (!this.gateway.hangs) {
				this.welcomed = true;
				welcome(hello.resumeToken() != null);
			}
		}

		private void receive(StandbyFrames.Standby standby) {
			this.gateway.standbys.add(standby);
			if (this.gateway.refuseHello != null) {
				reply(new ControlFrames.Refused(this.gateway.refuseHello, "no", null));
				return;
			}
			this.standingBy = true;
			welcome(true);
		}

		private void receive(StandbyFrames.Activate activate) {
			this.gateway.activations.add(activate);
			if (!this.standingBy) {
				reply(new ControlFrames.Refused(CloseCode.UNEXPECTED_FRAME, "STANDBY comes first", null));
			}
			else if (!this.gateway.hangs) {
				this.standingBy = false;
				this.welcomed = true;
				welcome(true);
			}
		}

		private void receive(TokenFrames.Renew renew) {
			this.gateway.renewals.add(renew);
			if (this.gateway.refuseHello != null) {
				reply(new ControlFrames.Refused(this.gateway.refuseHello, "no", null));
				return;
			}
			this.gateway.tokenExpired = false;
			reply(new TokenFrames.Renewed(this.gateway.tokenValidMillis));
		}

		private void welcome(boolean resumed) {
			reply(new ControlFrames.Welcome(1, SESSION, "resume", resumed, this.gateway.name.split("/")[0],
					this.gateway.name, this.gateway.limits, World.this.regions, this.gateway.tokenValidMillis));
		}

		private void receive(ControlFrames.Join join) {
			this.gateway.rooms.add(join.room());
			this.gateway.joins.add(join);
			if (this.standingBy || this.gateway.hangs) {
				return;
			}
			if (!this.welcomed) {
				reply(new ControlFrames.Refused(CloseCode.UNEXPECTED_FRAME, "HELLO comes first", null));
				return;
			}
			if (this.gateway.tokenExpired) {
				reply(new ControlFrames.Refused(CloseCode.TOKEN_EXPIRED, "expired", join.room()));
				return;
			}
			if (this.gateway.refuseRoom) {
				reply(new ControlFrames.Refused(CloseCode.FORBIDDEN, "not yours", join.room()));
				return;
			}
			this.joined = true;
			reply(new ControlFrames.Joined(join.room(), 7, List.of(new ControlFrames.Member(SESSION, "me", "region")),
					List.of(new ControlFrames.Position(PEER, World.this.fromPeer.size())),
					this.gateway.tellsWhatItHas ? received() : null));
		}

		private void deliver(long sequence, String text) {
			reply(new Frame.Deliver(7, DeliveryClass.RELIABLE, PEER.value(), sequence,
					Unpooled.wrappedBuffer(text.getBytes())));
		}

		private void reply(Frame frame) {
			double delayMillis = this.gateway.noise.getAsDouble();
			if (this.gateway.loss.getAsBoolean()) {
				if (this.gateway.isDatagram(frame)) {
					return;
				}
				delayMillis += RETRANSMISSION_MILLIS;
			}
			travel(delayMillis, !this.gateway.isDatagram(frame),
					() -> this.listener.onFrame(frame, World.this.time.now(TimeUnit.NANOSECONDS)));
		}

		private void travel(Runnable arrival) {
			travel(0, false, arrival);
		}

		/**
		 * Takes half a round trip and the delay; on a stream no frame overtakes another.
		 */
		private void travel(double delayMillis, boolean inOrder, Runnable arrival) {
			long nowNanos = World.this.time.now(TimeUnit.NANOSECONDS);
			long arrivalNanos = nowNanos + Math.round((this.gateway.rttMillis / 2 + delayMillis) * 1e6);
			if (inOrder) {
				arrivalNanos = Math.max(arrivalNanos, this.lastArrivalNanos);
				this.lastArrivalNanos = arrivalNanos;
			}
			World.this.time.schedule(() -> {
				if (!this.ended && !this.gateway.blackHole) {
					arrival.run();
				}
			}, arrivalNanos - nowNanos, TimeUnit.NANOSECONDS);
		}

	}

}
