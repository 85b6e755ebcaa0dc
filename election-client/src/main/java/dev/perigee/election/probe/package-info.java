/**
 * Round trip times: what a probe measured, what the measurements add up to, and what
 * their absence means.
 */
@NullMarked
package dev.perigee.election.probe;

import org.jspecify.annotations.NullMarked;
