/**
 * Room tokens and resume tokens.
 */
@NullMarked
package dev.perigee.gateway.auth;

import org.jspecify.annotations.NullMarked;
