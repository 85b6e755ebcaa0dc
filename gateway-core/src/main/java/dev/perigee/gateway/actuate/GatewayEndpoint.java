package dev.perigee.gateway.actuate;

import java.util.List;

import dev.perigee.gateway.bus.MessageBus;
import dev.perigee.gateway.cluster.Cluster;
import dev.perigee.gateway.memory.MemoryAccount;
import dev.perigee.gateway.room.Rooms;
import dev.perigee.gateway.session.SessionEnvironment;
import dev.perigee.gateway.session.Sessions;
import dev.perigee.protocol.SessionId;
import reactor.core.publisher.Mono;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Actuator endpoint {@code gateway}: this node and the world as it sees it, and one
 * session or one room in detail. Reads what others have left for it; only a session's
 * details are asked of its event loop, which nothing waits for.
 */
@Endpoint(id = "gateway")
public final class GatewayEndpoint {

	/** So many of the slowest and of the largest. */
	private static final int TOP = 10;

	private static final int MAX_NODES = 200;

	private final SessionEnvironment environment;

	private final MessageBus bus;

	private final DrainEndpoint drain;

	private final RecentCodes recent;

	GatewayEndpoint(SessionEnvironment environment, MessageBus bus, DrainEndpoint drain, RecentCodes recent) {
		this.environment = environment;
		this.bus = bus;
		this.drain = drain;
		this.recent = recent;
	}

	/**
	 * Describes this node.
	 * @return what is wrong, and numbers of the moment
	 */
	@ReadOperation
	public GatewayView overview() {
		Rooms rooms = this.environment.rooms();
		Cluster cluster = rooms.cluster();
		GatewayView view = new GatewayView(List.of(), node(cluster), sessions(), memory(rooms.memory()),
				new GatewayView.Rooms(rooms.size(), rooms.largest(TOP)), this.drain.status(), this.recent.refusals(),
				this.recent.closes(), cluster.regions(), cluster.seen().stream().limit(MAX_NODES).toList());
		return view.withProblems(Diagnosis.of(view));
	}

	/**
	 * Describes one session or one room.
	 * @param kind {@code sessions} or {@code rooms}
	 * @param id the session's id or the room's hash
	 * @return a {@code SessionView} or a {@code RoomView}; empty when there is none
	 */
	@ReadOperation
	public Mono<Object> detail(@Selector String kind, @Selector String id) {
		return switch (kind) {
			case "sessions" -> Mono.fromCallable(() -> SessionId.of(id))
				.onErrorComplete(IllegalArgumentException.class)
				.flatMap((session) -> Mono.fromFuture(() -> this.environment.sessions().describe(session)));
			case "rooms" -> Mono.justOrEmpty(this.environment.rooms().describe(id));
			default -> Mono.empty();
		};
	}

	private GatewayView.Node node(Cluster cluster) {
		return new GatewayView.Node(cluster.self().region(), cluster.self().name(), this.environment.status().flags(),
				this.environment.status().load(), this.bus.isConnected());
	}

	private GatewayView.Sessions sessions() {
		Sessions sessions = this.environment.sessions();
		return new GatewayView.Sessions(sessions.connections(), sessions.size(),
				this.environment.properties().limits().maxSessions(), sessions.standbys(), sessions.slowConsumers(),
				sessions.slowest(TOP, this.environment.nanoClock().getAsLong()));
	}

	private GatewayView.Memory memory(MemoryAccount account) {
		long max = this.environment.properties().memory().maxBytes();
		return new GatewayView.Memory(max, (int) (account.used() * 100 / max), account.frames(), account.bookkeeping(),
				account.direct(), account.waiting());
	}

}
