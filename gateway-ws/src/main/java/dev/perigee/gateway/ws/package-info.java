/**
 * The WebSocket endpoint of a gateway.
 */
@NullMarked
package dev.perigee.gateway.ws;

import org.jspecify.annotations.NullMarked;
