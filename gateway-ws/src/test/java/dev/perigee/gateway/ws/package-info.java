/**
 * The WebSocket service, tested from outside.
 */
@NullMarked
package dev.perigee.gateway.ws;

import org.jspecify.annotations.NullMarked;
