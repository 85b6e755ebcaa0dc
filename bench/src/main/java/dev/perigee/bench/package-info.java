/**
 * Benchmarks that anyone can re-run; each compares against something measured in the same
 * run.
 */
@NullMarked
package dev.perigee.bench;

import org.jspecify.annotations.NullMarked;
