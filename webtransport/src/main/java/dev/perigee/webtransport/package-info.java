/**
 * WebTransport over HTTP/3, server and client, on Reactor Netty QUIC.
 */
@NullMarked
package dev.perigee.webtransport;

import org.jspecify.annotations.NullMarked;
