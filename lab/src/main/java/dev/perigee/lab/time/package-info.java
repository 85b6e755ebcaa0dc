/**
 * The clock of the lab: the only place of this module where real time is read or waited
 * for.
 */
@NullMarked
package dev.perigee.lab.time;

import org.jspecify.annotations.NullMarked;
