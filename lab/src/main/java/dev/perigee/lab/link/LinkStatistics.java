package dev.perigee.lab.link;

/**
 * What has crossed a link since it was made, both directions together.
 *
 * @param connections TCP connections accepted, and UDP clients seen
 * @param bytesForwarded payload bytes handed on
 * @param datagramsForwarded datagrams handed on
 * @param datagramsDropped datagrams lost on purpose, swallowed by a black hole or too
 * long for the link
 */
public record LinkStatistics(long connections, long bytesForwarded, long datagramsForwarded, long datagramsDropped) {
}
