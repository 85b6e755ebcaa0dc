package dev.perigee.gateway.telemetry;

import java.net.SocketAddress;

import dev.perigee.protocol.ReportFrames.Report;

/**
 * Takes the reports of clients. Called on the event loops of their connections; must
 * neither block nor throw.
 */
@FunctionalInterface
public interface ReportListener {

	/** Takes no interest. */
	ReportListener NONE = (report, user, address) -> {
	};

	/**
	 * Takes a report.
	 * @param report what the client says, which may be anything
	 * @param user the subject of its token: one user, one vote
	 * @param address where it is connected from, as this gateway sees it
	 */
	void onReport(Report report, String user, SocketAddress address);

}
