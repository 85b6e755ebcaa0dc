package dev.perigee.gateway.session;

/**
 * What waits for one client that takes no more at the moment.
 *
 * @param bytes all of it
 * @param unreliableBytes what of it may be dropped
 * @param sinceNanos since when the oldest reliable frame waits
 */
record Backlog(long bytes, long unreliableBytes, long sinceNanos) {

	static final Backlog NONE = new Backlog(0, 0, 0);

}
