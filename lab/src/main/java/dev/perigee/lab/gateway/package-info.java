/** Gateways as processes of their own, and the tokens they take. */
@NullMarked
package dev.perigee.lab.gateway;

import org.jspecify.annotations.NullMarked;
