/**
 * Bad input of every kind against real gateways, each with what it must get.
 */
@NullMarked
package dev.perigee.hostile;

import org.jspecify.annotations.NullMarked;
