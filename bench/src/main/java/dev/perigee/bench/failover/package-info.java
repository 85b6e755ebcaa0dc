/**
 * Failovers of a real client between real gateways, and what they cost its messages.
 */
@NullMarked
package dev.perigee.bench.failover;

import org.jspecify.annotations.NullMarked;
