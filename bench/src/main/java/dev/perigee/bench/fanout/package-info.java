/**
 * What it costs a gateway to deliver a message to a room, through real sockets.
 */
@NullMarked
package dev.perigee.bench.fanout;

import org.jspecify.annotations.NullMarked;
