/**
 * The other gateways: who is alive, where, and who answered a question.
 */
@NullMarked
package dev.perigee.gateway.cluster;

import org.jspecify.annotations.NullMarked;
