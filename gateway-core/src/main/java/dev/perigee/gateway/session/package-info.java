/**
 * One client connection from its first byte to its last.
 */
@NullMarked
package dev.perigee.gateway.session;

import org.jspecify.annotations.NullMarked;
