/**
 * Bare connections to gateways, for measuring what those do.
 */
@NullMarked
package dev.perigee.bench.member;

import org.jspecify.annotations.NullMarked;
