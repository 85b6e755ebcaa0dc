/**
 * Holds the tables of pages of documentation against the code, for the tests of all
 * modules.
 */
@NullMarked
package dev.perigee.readme;

import org.jspecify.annotations.NullMarked;
