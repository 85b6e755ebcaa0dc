/**
 * A world on one machine: regions of nats-servers and gateways, and the links between
 * them and their users.
 */
@NullMarked
package dev.perigee.lab;

import org.jspecify.annotations.NullMarked;
