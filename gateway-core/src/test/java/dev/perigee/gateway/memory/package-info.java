/**
 * Tests of what goes first when memory is short.
 */
@NullMarked
package dev.perigee.gateway.memory;

import org.jspecify.annotations.NullMarked;
