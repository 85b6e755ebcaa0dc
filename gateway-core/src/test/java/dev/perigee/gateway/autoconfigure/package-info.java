/**
 * Configuration, good and bad.
 */
@NullMarked
package dev.perigee.gateway.autoconfigure;

import org.jspecify.annotations.NullMarked;
