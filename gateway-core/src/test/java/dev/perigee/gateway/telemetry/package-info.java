/**
 * Tests of what is made of reports.
 */
@NullMarked
package dev.perigee.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
