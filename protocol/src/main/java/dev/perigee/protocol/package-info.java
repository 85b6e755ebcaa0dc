/**
 * The frames of the wire, version 1, and their codec: the same on WebSocket and
 * WebTransport.
 */
@NullMarked
package dev.perigee.protocol;

import org.jspecify.annotations.NullMarked;
