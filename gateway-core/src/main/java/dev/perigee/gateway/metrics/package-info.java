/**
 * The meters of a gateway.
 */
@NullMarked
package dev.perigee.gateway.metrics;

import org.jspecify.annotations.NullMarked;
