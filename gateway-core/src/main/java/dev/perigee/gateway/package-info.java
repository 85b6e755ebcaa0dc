/**
 * What a transport and the gateway's sessions have to do with each other, and the
 * configuration of both.
 */
@NullMarked
package dev.perigee.gateway;

import org.jspecify.annotations.NullMarked;
