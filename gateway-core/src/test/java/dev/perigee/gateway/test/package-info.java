/**
 * What tests of both services share: a NATS server, a gateway, a client, the contract.
 */
@NullMarked
package dev.perigee.gateway.test;

import org.jspecify.annotations.NullMarked;
