/**
 * Puts a gateway together from its configuration.
 */
@NullMarked
package dev.perigee.gateway.autoconfigure;

import org.jspecify.annotations.NullMarked;
