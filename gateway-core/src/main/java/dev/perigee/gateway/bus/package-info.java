/**
 * What gateways say to each other, and over what.
 */
@NullMarked
package dev.perigee.gateway.bus;

import org.jspecify.annotations.NullMarked;
