/**
 * The simulation of elections: strategies against a world of cities, regions and last
 * miles, seeded and in virtual time.
 */
@NullMarked
package dev.perigee.bench.election;

import org.jspecify.annotations.NullMarked;
