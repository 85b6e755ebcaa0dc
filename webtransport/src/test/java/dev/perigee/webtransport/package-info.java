/**
 * Tests of WebTransport, against itself and against independent peers.
 */
package dev.perigee.webtransport;
