/**
 * How long a real client takes from its start to its first usable connection.
 */
@NullMarked
package dev.perigee.bench.start;

import org.jspecify.annotations.NullMarked;
