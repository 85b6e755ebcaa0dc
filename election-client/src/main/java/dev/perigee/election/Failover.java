package dev.perigee.election;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import dev.perigee.protocol.Advice;
import dev.perigee.protocol.Limits;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Unplanned moves: who takes over from a lost incumbent, when, and how long it may take.
 * Confined to the client's loop.
 */
final class Failover {

	private final Settings.Sessions settings;

	private final Contenders contenders;

	private final Standby standby;

	private final Loop loop;

	private Disposable timer = Disposables.disposed();

	/** Gateways in a row that did not answer soon enough. */
	private int givenUp;

	Failover(Settings.Sessions settings, Contenders contenders, Standby standby, Loop loop) {
		this.settings = settings;
		this.contenders = contenders;
		this.standby = standby;
		this.loop = loop;
	}

	/**
	 * Returns how long everybody else goes first. A gateway that has something against
	 * this session alone has not died: then nobody else comes.
	 */
	Duration spread(Attachment lost, @Nullable Refusal refusal) {
		if (refusal != null && refusal.advice() != Advice.RETRY_ELSEWHERE) {
			return Duration.ZERO;
		}
		Attachment next = this.standby.attachment();
		int perSecond = (next != null && next.isWarm()) ? activatesPerSecond(next.limits())
				: lost.limits().attachesPerSecond();
		return this.settings.spread().delay(lost.limits(), lost.contender().condition().crowd(), perSecond);
	}

	private static int activatesPerSecond(Limits limits) {
		return (limits.activatesPerSecond() > 0) ? limits.activatesPerSecond() : limits.attachesPerSecond();
	}

	/** Returns whoever stands by, or the best that is usable now. */
	Optional<Contender> next() {
		return Optional.ofNullable(this.standby.contender())
			.filter(this.contenders::isEligible)
			.or(() -> this.contenders.best((one) -> true));
	}

	/**
	 * A gateway was asked to let the session in. If that takes too long it is given up
	 * for another one, if there is one.
	 * @param isWaitedFor whether it matters then, unless {@link #end} comes before
	 */
	void begin(Attachment pending, BooleanSupplier isWaitedFor) {
		Duration bound = Patience.bound(pending.contender().rtt(), pending.isWarm(), this.givenUp);
		Duration most = this.settings.attachTimeout();
		this.timer.dispose();
		this.timer = this.loop.schedule(() -> {
			if (isWaitedFor.getAsBoolean() && this.contenders.best((one) -> one != pending.contender()).isPresent()) {
				this.givenUp++;
				pending.contender().refuse("no answer soon enough", Duration.ZERO);
			}
		}, (bound.compareTo(most) < 0) ? bound : most);
	}

	/** Traffic flows, or never will. */
	void end() {
		this.timer.dispose();
		this.givenUp = 0;
	}

}
