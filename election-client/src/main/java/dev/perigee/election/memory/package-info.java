/**
 * What is remembered of a network from one run to the next: the only place with files.
 */
@NullMarked
package dev.perigee.election.memory;

import org.jspecify.annotations.NullMarked;
