/**
 * Client connections, without a network.
 */
@NullMarked
package dev.perigee.gateway.session;

import org.jspecify.annotations.NullMarked;
