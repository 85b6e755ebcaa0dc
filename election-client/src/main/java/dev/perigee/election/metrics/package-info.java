/**
 * The client's Micrometer meters.
 */
@NullMarked
package dev.perigee.election.metrics;

import org.jspecify.annotations.NullMarked;
