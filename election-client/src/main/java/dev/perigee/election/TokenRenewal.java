package dev.perigee.election;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import dev.perigee.protocol.CloseCode;
import dev.perigee.protocol.ControlFrames;
import dev.perigee.protocol.Frame;
import dev.perigee.protocol.TokenFrames;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Keeps the token fresh of a session that carries traffic: without it the gateway would
 * let the client into no more rooms. Nothing here ends a session: a supplier that fails,
 * and a gateway that refuses, only leave it as it is. Confined to the client's loop.
 */
final class TokenRenewal {

	/** When a token is renewed, as a part of its time. */
	static final double SHARE = 0.8;

	private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);

	private static final Duration AFTER_REFUSAL = Duration.ofSeconds(30);

	private final Tokens tokens;

	private final Loop loop;

	private final JoinedRooms joined;

	private final Link link;

	private final Disposable.Swap pending = Disposables.swap();

	/** Rooms that wait for the renewal, and the gateway's no to each. */
	private final Map<String, ControlFrames.Refused> waiting = new HashMap<>();

	private @Nullable String offered;

	private boolean refused;

	TokenRenewal(Tokens tokens, Loop loop, JoinedRooms joined, Link link) {
		this.tokens = tokens;
		this.loop = loop;
		this.joined = joined;
		this.link = link;
	}

	/**
	 * Takes note of how long the token is good.
	 * @param validMillis 0 when the gateway does not say
	 */
	void welcomed(long validMillis) {
		if (validMillis > 0) {
			Duration share = Duration.ofMillis((long) (SHARE * validMillis));
			renewAfter((share.compareTo(MIN_INTERVAL) > 0) ? share : MIN_INTERVAL);
		}
	}

	/**
	 * Takes the gateway's yes: it may open the doors that were shut.
	 * @return whether it was that
	 */
	boolean onFrame(Frame frame) {
		if (!(frame instanceof TokenFrames.Renewed renewed)) {
			return false;
		}
		this.waiting.keySet().forEach(this.joined::ask);
		this.waiting.clear();
		welcomed(renewed.tokenValidMillis());
		return true;
	}

	/**
	 * Takes a gateway's no.
	 * @return whether it concerns the token, and is dealt with here
	 */
	boolean onRefused(ControlFrames.Refused refusal) {
		CloseCode code = CloseCode.of(refusal.code());
		String room = refusal.room();
		if (code == CloseCode.TOKEN_EXPIRED && room != null) {
			this.waiting.put(room, refusal);
			renew();
			return true;
		}
		if (room != null || this.offered == null
				|| code != CloseCode.UNAUTHENTICATED && code != CloseCode.UNAVAILABLE) {
			return false;
		}
		this.refused = code == CloseCode.UNAUTHENTICATED;
		this.waiting.forEach((name, no) -> this.joined.onRefused(no, name));
		this.waiting.clear();
		renewAfter(AFTER_REFUSAL);
		return true;
	}

	void end() {
		this.pending.dispose();
	}

	private void renewAfter(Duration delay) {
		this.pending.update(this.loop.schedule(this::renew, delay));
	}

	private void renew() {
		this.pending.update(this.tokens.next().subscribe(this::offer));
	}

	private void offer(String token) {
		if (this.refused && token.equals(this.offered)) {
			renewAfter(AFTER_REFUSAL);
			return;
		}
		this.refused = false;
		this.offered = token;
		this.link.send(new TokenFrames.Renew(token));
	}

}
