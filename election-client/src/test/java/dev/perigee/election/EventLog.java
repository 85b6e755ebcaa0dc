package dev.perigee.election;

import dev.perigee.protocol.CloseCode;

/**
 * Events as short lines for the ordered log of a test.
 */
final class EventLog {

	private EventLog() {
	}

	static String describe(ConnectionEvent event) {
		if (event instanceof ConnectionEvent.CandidateUsable usable) {
			return "usable " + usable.candidate();
		}
		if (event instanceof ConnectionEvent.CandidateLost lost) {
			return "lost %s (%s)".formatted(lost.candidate(), lost.reason());
		}
		if (event instanceof ConnectionEvent.Connected connected) {
			return "connected " + connected.candidate();
		}
		if (event instanceof ConnectionEvent.Elected elected) {
			return "elected " + elected.record().winner();
		}
		if (event instanceof ConnectionEvent.Migrated migrated) {
			return "migrated %s > %s (%s)".formatted(migrated.from(), migrated.to(), migrated.reason().id());
		}
		if (event instanceof ConnectionEvent.FailedOver failedOver) {
			return "failed over %s > %s".formatted(failedOver.from(), failedOver.to());
		}
		if (event instanceof ConnectionEvent.Disconnected disconnected) {
			return "disconnected " + disconnected.candidate();
		}
		if (event instanceof ConnectionEvent.Refused refused) {
			return "refused %s %s%s".formatted(refused.candidate(), CloseCode.of(refused.code()),
					refused.isFinal() ? " for good" : "");
		}
		if (event instanceof ConnectionEvent.CandidatesChanged changed) {
			return "candidates +%s -%s".formatted(changed.added(), changed.removed());
		}
		return (event instanceof ConnectionEvent.AllFailed) ? "all failed"
				: (event instanceof ConnectionEvent.Closed) ? "closed" : "reconnecting";
	}

}
