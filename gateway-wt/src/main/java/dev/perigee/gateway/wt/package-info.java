/**
 * The regional WebTransport endpoint: a Spring Boot service on Reactor Netty QUIC.
 */
@NullMarked
package dev.perigee.gateway.wt;

import org.jspecify.annotations.NullMarked;
