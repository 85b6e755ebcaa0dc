/**
 * What a gateway plays to itself before its first client comes.
 */
@NullMarked
package dev.perigee.gateway.rehearsal;

import org.jspecify.annotations.NullMarked;
