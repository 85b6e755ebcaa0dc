/**
 * What a node keeps for others in memory, how much that may be, and what goes first when
 * it is too much.
 */
@NullMarked
package dev.perigee.gateway.memory;

import org.jspecify.annotations.NullMarked;
