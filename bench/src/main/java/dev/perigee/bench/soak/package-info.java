/**
 * A long run of a whole world under faults, in which nothing may be lost, repeated or
 * leaked.
 */
@NullMarked
package dev.perigee.bench.soak;

import org.jspecify.annotations.NullMarked;
