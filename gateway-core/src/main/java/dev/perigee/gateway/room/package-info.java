/**
 * Rooms on this node: members, delivery, replay, and their bridge to other nodes.
 */
@NullMarked
package dev.perigee.gateway.room;

import org.jspecify.annotations.NullMarked;
