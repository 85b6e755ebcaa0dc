/**
 * Tokens, good and bad.
 */
@NullMarked
package dev.perigee.gateway.auth;

import org.jspecify.annotations.NullMarked;
