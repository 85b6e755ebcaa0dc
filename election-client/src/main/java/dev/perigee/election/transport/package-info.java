/**
 * The sockets of a candidate: WebSocket and WebTransport behind one small interface.
 */
@NullMarked
package dev.perigee.election.transport;

import org.jspecify.annotations.NullMarked;
