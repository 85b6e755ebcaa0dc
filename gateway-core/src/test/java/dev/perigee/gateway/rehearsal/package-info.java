/**
 * Tests of the play before the first client.
 */
@NullMarked
package dev.perigee.gateway.rehearsal;

import org.jspecify.annotations.NullMarked;
