/**
 * Processes that are watched, can be killed or paused, and never outlive the JVM that
 * started them.
 */
@NullMarked
package dev.perigee.lab.process;

import org.jspecify.annotations.NullMarked;
