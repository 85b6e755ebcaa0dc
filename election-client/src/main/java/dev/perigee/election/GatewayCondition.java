package dev.perigee.election;

import java.util.Set;

import dev.perigee.election.probe.MovingAverage;
import dev.perigee.protocol.EchoFlag;
import dev.perigee.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway's echoes say of itself. Immutable.
 *
 * @param flags those of the last echo
 * @param smoothedLoad {@code null} before the first echo
 * @param sessionLoad the last load that was that of the sessions, {@code null} before
 * there was one
 */
record GatewayCondition(Set<EchoFlag> flags, @Nullable MovingAverage smoothedLoad, @Nullable Integer sessionLoad) {

	static final GatewayCondition UNKNOWN = new GatewayCondition(Set.of(), null, null);

	GatewayCondition with(Frame.Echo echo) {
		MovingAverage load = (this.smoothedLoad != null) ? this.smoothedLoad.with(echo.load())
				: new MovingAverage(echo.load());
		return new GatewayCondition(echo.flags(), load,
				echo.flags().contains(EchoFlag.STRAINED) ? this.sessionLoad : Integer.valueOf(echo.load()));
	}

	boolean isDraining() {
		return this.flags.contains(EchoFlag.DRAINING);
	}

	/** 0 (idle) to 255 (full). */
	int load() {
		return (this.smoothedLoad != null) ? (int) Math.round(this.smoothedLoad.value()) : 0;
	}

	/** Returns the part of a full load that sessions make, as far as is known. */
	int crowd() {
		return (this.sessionLoad != null) ? this.sessionLoad : load();
	}

}
