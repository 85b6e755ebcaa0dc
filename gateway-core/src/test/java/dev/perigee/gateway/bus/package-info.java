/**
 * Envelopes and subjects.
 */
@NullMarked
package dev.perigee.gateway.bus;

import org.jspecify.annotations.NullMarked;
