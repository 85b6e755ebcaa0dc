/**
 * Tests of what a gateway tells its operators.
 */
@NullMarked
package dev.perigee.gateway.actuate;

import org.jspecify.annotations.NullMarked;
