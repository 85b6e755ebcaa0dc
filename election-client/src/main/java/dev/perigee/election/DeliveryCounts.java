package dev.perigee.election;

/**
 * What became of messages, since the start of the client.
 *
 * @param received handed on to rooms
 * @param repeated dropped because they had been handed on already
 * @param lost reliable messages that could not be had any more
 * @param unacknowledged own reliable messages that are not safe yet
 * @param dropped own unreliable messages that a connection could not send in time
 */
public record DeliveryCounts(long received, long repeated, long lost, long unacknowledged, long dropped) {
}
