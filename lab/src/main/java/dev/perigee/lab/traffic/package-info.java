/**
 * Numbered messages between users of a lab, and the books on them.
 */
@NullMarked
package dev.perigee.lab.traffic;

import org.jspecify.annotations.NullMarked;
