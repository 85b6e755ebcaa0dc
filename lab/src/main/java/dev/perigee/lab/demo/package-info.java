/**
 * The demonstration: three regions, a user somewhere, an election, a kill, and what
 * became of the messages.
 */
@NullMarked
package dev.perigee.lab.demo;

import org.jspecify.annotations.NullMarked;
