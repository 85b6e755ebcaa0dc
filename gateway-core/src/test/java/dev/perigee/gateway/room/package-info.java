/**
 * Rooms, without a network or a clock.
 */
@NullMarked
package dev.perigee.gateway.room;

import org.jspecify.annotations.NullMarked;
