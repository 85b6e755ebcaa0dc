package dev.perigee.sample;

import java.nio.charset.StandardCharsets;

import dev.perigee.election.ConnectionEvent;
import dev.perigee.election.ElectionClient;
import dev.perigee.election.Room;
import dev.perigee.election.RoomEvent;
import dev.perigee.protocol.DeliveryClass;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * Says hello in a room, welcomes who comes later, and prints what it hears, what happens
 * to the connection, and why this region was elected. The client starts after all beans
 * are made, so this one misses nothing.
 */
@Component
final class Lobby {

	Lobby(ElectionClient client) {
		client.events().subscribe((event) -> System.out.println(describe(event)));
		Room room = client.room("lobby");
		room.messages().subscribe((message) -> System.out.println(message.sender() + ": " + message.text()));
		room.events().subscribe(System.out::println);
		room.events()
			.ofType(RoomEvent.MemberJoined.class)
			.concatMap((newcomer) -> say(room, "welcome"))
			.mergeWith(say(room, "hello"))
			.subscribe(null, (failure) -> System.out.println("not published: " + failure.getMessage()));
	}

	private static Mono<Void> say(Room room, String text) {
		return room.publish(text.getBytes(StandardCharsets.UTF_8), DeliveryClass.RELIABLE);
	}

	private static String describe(ConnectionEvent event) {
		return (event instanceof ConnectionEvent.Elected elected) ? elected.record().summary() : event.toString();
	}

}
