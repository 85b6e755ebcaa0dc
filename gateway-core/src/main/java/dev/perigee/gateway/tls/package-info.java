/**
 * Keys and certificates: what is replaced on disk is checked before it is used.
 */
@NullMarked
package dev.perigee.gateway.tls;

import org.jspecify.annotations.NullMarked;
