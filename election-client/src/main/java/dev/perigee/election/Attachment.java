package dev.perigee.election;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

import dev.perigee.protocol.Advice;
import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.Limits;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * The session on one link: from {@code HELLO} over {@code WELCOME} and the {@code JOINED}
 * of every room to the traffic. Confined to the client's loop.
 */
final class Attachment implements Route {

	private static final ControlFrames.ClientInfo CLIENT = new ControlFrames.ClientInfo("perigee-java", "0.1");

	private final Contender contender;

	private final Link link;

	private final Session session;

	private final Rooms rooms;

	private final Listener listener;

	private final Map<Integer, ClientRoom> roomsByHandle = new HashMap<>();

	private final Map<String, Integer> handles = new HashMap<>();

	private final Set<String> awaited = new HashSet<>();

	private Disposable tokenRequest = Disposables.disposed();

	private Disposable timeout = Disposables.disposed();

	private @Nullable String token;

	private long epoch;

	private int maxFrameBytes = Limits.DEFAULT_MAX_FRAME_BYTES;

	private boolean greeted;

	private boolean welcomed;

	private boolean resumed;

	private boolean ready;

	private boolean ended;

	Attachment(Contender contender, Link link, Session session, Rooms rooms, Listener listener) {
		this.contender = contender;
		this.link = link;
		this.session = session;
		this.rooms = rooms;
		this.listener = listener;
	}

	/** Fetches a token and says hello. */
	void begin(Settings.Sessions settings, Loop loop) {
		this.timeout = loop.schedule(() -> fail("no answer to HELLO or JOIN in time"), settings.attachTimeout());
		this.tokenRequest = Mono.defer(settings.tokens()::token)
			.switchIfEmpty(Mono.error(() -> new NoSuchElementException("no token")))
			.subscribe((token) -> loop.execute(() -> hello(token)), (failure) -> loop
				.execute(() -> fail("the token supplier failed: " + failure.getClass().getSimpleName())));
	}

	/** Ends without a word to the gateway: its link is somebody else's to close. */
	void end() {
		this.ended = true;
		this.tokenRequest.dispose();
		this.timeout.dispose();
	}

	void onFrame(Frame frame) {
		if (this.ended) {
			return;
		}
		if (frame instanceof Frame.Deliver deliver) {
			ClientRoom room = this.roomsByHandle.get(deliver.room());
			if (room != null) {
				room.onDeliver(deliver, this);
			}
		}
		else if (frame instanceof Frame.Ack ack) {
			ClientRoom room = this.roomsByHandle.get(ack.room());
			if (room != null) {
				room.onAck(ack.sequence());
			}
		}
		else {
			onControl(frame);
		}
	}

	private void onControl(Frame frame) {
		if (frame instanceof ControlFrames.Welcome welcome) {
			onWelcome(welcome);
		}
		else if (frame instanceof ControlFrames.Joined joined) {
			onJoined(joined);
		}
		else if (frame instanceof ControlFrames.Refused refused) {
			onRefused(refused);
		}
		else if (frame instanceof ControlFrames.GoAway goAway) {
			this.listener.onGoAway(this, goAway);
		}
		else {
			this.rooms.onFrame(frame);
		}
	}

	/** Asks for a room that was added later. */
	void join(String room) {
		if (this.greeted && !this.ended && !this.handles.containsKey(room) && this.awaited.add(room)) {
			this.link.send(new ControlFrames.Join(room));
		}
	}

	private void hello(String token) {
		if (this.ended) {
			return;
		}
		if (this.contender.hasRefused(token)) {
			this.listener.onRefused(this, new Refusal(CloseCode.UNAUTHENTICATED.number(),
					"the token supplier offers the token again that was refused", Advice.GIVE_UP, Duration.ZERO));
			return;
		}
		this.token = token;
		this.link.send(this.session.hello(token, CLIENT));
		this.greeted = true;
		this.epoch = this.session.epoch();
		// not after WELCOME: frames are handled in order, and this saves a round trip
		this.rooms.names().forEach(this::join);
	}

	private void onWelcome(ControlFrames.Welcome welcome) {
		this.welcomed = true;
		this.resumed = welcome.resumed();
		this.maxFrameBytes = welcome.limits().maxFrameBytes();
		if (!this.session.welcomed(welcome)) {
			this.rooms.restart();
		}
		readyIfComplete();
	}

	private void onJoined(ControlFrames.Joined joined) {
		ClientRoom room = this.rooms.find(joined.room());
		if (room != null) {
			this.roomsByHandle.put(joined.handle(), room);
			this.handles.put(joined.room(), joined.handle());
			room.onJoined(joined, this.session.id(), this);
		}
		settled(joined.room());
	}

	private void onRefused(ControlFrames.Refused refused) {
		String name = refused.room();
		if (name == null) {
			if (!this.ready) {
				this.listener.onRefused(this, Refusal.of(refused));
			}
			return;
		}
		ClientRoom room = this.rooms.find(name);
		if (room != null) {
			room.onRefused(Refusal.of(refused).toException(name), this.awaited.contains(name));
		}
		settled(name);
	}

	private void settled(String room) {
		if (this.awaited.remove(room) && this.ready) {
			this.rooms.routeIfCurrent(room, this);
		}
		readyIfComplete();
	}

	private void readyIfComplete() {
		if (!this.ready && this.welcomed && this.awaited.isEmpty()) {
			this.ready = true;
			this.timeout.dispose();
			this.listener.onReady(this);
		}
	}

	private void fail(String reason) {
		if (!this.ended && !this.ready) {
			this.listener.onFailed(this, reason);
		}
	}

	@Override
	public void send(Frame frame) {
		this.link.send(frame);
	}

	@Override
	public int maxFrameBytes() {
		return this.maxFrameBytes;
	}

	@Override
	public @Nullable Integer handle(String room) {
		return this.handles.get(room);
	}

	Contender contender() {
		return this.contender;
	}

	Link link() {
		return this.link;
	}

	/** Returns the token that was offered, {@code null} before the {@code HELLO}. */
	@Nullable String token() {
		return this.token;
	}

	/** Tells whether its link still stands. */
	boolean isLive() {
		return this.contender.link() == this.link;
	}

	/**
	 * Tells whether this client itself has taken the session elsewhere, or has tried to.
	 */
	boolean isOutdated() {
		return this.session.epoch() > this.epoch;
	}

	boolean resumed() {
		return this.resumed;
	}

	/** Hears how the attachment goes. Called on the client's loop. */
	interface Listener {

		/** In all rooms: it may carry the traffic. */
		void onReady(Attachment attachment);

		void onFailed(Attachment attachment, String reason);

		void onRefused(Attachment attachment, Refusal refusal);

		void onGoAway(Attachment attachment, ControlFrames.GoAway goAway);

	}

}
