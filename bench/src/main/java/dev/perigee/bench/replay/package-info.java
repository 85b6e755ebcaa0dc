/**
 * {@code bin/bench replay}: judges a recorded election again.
 */
@NullMarked
package dev.perigee.bench.replay;

import org.jspecify.annotations.NullMarked;
