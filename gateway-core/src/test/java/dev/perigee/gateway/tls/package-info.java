/**
 * Tests of certificates that are replaced.
 */
@NullMarked
package dev.perigee.gateway.tls;

import org.jspecify.annotations.NullMarked;
