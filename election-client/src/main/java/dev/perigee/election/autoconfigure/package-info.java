/**
 * The client as a Spring Boot starter: properties, beans, Actuator.
 */
@NullMarked
package dev.perigee.election.autoconfigure;

import org.jspecify.annotations.NullMarked;
