/**
 * Tests of the load.
 */
@NullMarked
package dev.perigee.gateway.load;

import org.jspecify.annotations.NullMarked;
