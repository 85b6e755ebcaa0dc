/**
 * The view of other nodes, on virtual time.
 */
@NullMarked
package dev.perigee.gateway.cluster;

import org.jspecify.annotations.NullMarked;
