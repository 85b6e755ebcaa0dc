package dev.perigee.election;

import java.util.List;

import dev.perigee.protocol.ControlFrames.Member;
import dev.perigee.protocol.DeliveryClass;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A room of the client, for as long as the client lives or until it is left. The client
 * joins it when it connects and again after every move. Safe for use by several threads.
 */
public interface Room {

	/**
	 * Returns the room's name.
	 * @return as given to {@link ElectionClient#room}
	 */
	String name();

	/**
	 * What the others in the room publish. Hot: subscribe before the client starts to
	 * miss nothing. Reliable messages come in order by sender, none repeated; what is
	 * missing is told by {@link #events()} before the message after it. Emits on the
	 * client's own thread, which a subscriber must not block.
	 * @return completes when the room is left or the client closed; fails for a
	 * subscriber that is more than 8,192 messages late, for that subscriber only
	 */
	Flux<RoomMessage> messages();

	/**
	 * What happens in the room besides messages. Hot, as {@link #messages()}.
	 * @return completes when the room is left or the client closed
	 */
	Flux<RoomEvent> events();

	/**
	 * Returns who is in the room, this session included, and who of them is
	 * {@link Member#unreachable unreachable}.
	 * @return as of the last event; empty before the room is joined
	 */
	List<Member> roster();

	/**
	 * Publishes a message. It may be called before the client is connected and during a
	 * failover: reliable messages are kept and sent as soon as a gateway has let the
	 * client into the room; unreliable ones are dropped meanwhile.
	 * @param payload the message; copied
	 * @param deliveryClass what is promised for it
	 * @return for a reliable message completes when it is safe (acknowledged), fails with
	 * {@link dev.perigee.election.delivery.OutboxFullException} when too many wait, with
	 * {@link dev.perigee.election.delivery.RateLimitedException} when more is published
	 * than the gateway has announced to take (5 s worth of it at once), with
	 * {@link dev.perigee.election.delivery.MessageTooLargeException} when it is larger
	 * than the gateway has announced to take (64 KiB less 22 bytes before the first has),
	 * even if that is one that the client has come to later, with
	 * {@link RefusedException} when the gateway does not let the client in; for an
	 * unreliable one completes when it was handed to the transport or dropped, as it is
	 * when too much is published. Nothing is published before the subscription, and once
	 * for each
	 */
	Mono<Void> publish(byte[] payload, DeliveryClass deliveryClass);

	/**
	 * Leaves the room for good; {@link ElectionClient#room} makes another one. Messages
	 * that are not acknowledged by then fail.
	 * @return completes when the gateway has been told
	 */
	Mono<Void> leave();

}
