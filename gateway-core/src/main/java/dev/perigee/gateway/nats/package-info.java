/**
 * The message bus on NATS and its auto-configuration.
 */
@NullMarked
package dev.perigee.gateway.nats;

import org.jspecify.annotations.NullMarked;
