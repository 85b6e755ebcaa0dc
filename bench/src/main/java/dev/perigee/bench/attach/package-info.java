/**
 * What it costs a gateway to let sessions in.
 */
@NullMarked
package dev.perigee.bench.attach;

import org.jspecify.annotations.NullMarked;
