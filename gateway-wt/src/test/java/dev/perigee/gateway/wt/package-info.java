/**
 * The WebTransport service, tested from outside.
 */
@NullMarked
package dev.perigee.gateway.wt;

import org.jspecify.annotations.NullMarked;
