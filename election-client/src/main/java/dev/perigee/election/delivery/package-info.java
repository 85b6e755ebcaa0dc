/**
 * The client's two ends of reliable delivery, as pure bookkeeping without sockets or
 * clocks.
 */
@NullMarked
package dev.perigee.election.delivery;

import org.jspecify.annotations.NullMarked;
