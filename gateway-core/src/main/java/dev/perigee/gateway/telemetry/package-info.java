/**
 * What clients report of their own experience: histograms, faults, demand.
 */
@NullMarked
package dev.perigee.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
