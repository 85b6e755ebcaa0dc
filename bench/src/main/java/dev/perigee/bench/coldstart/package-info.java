/** How long a gateway takes from the start of its process to its readiness. */
@NullMarked
package dev.perigee.bench.coldstart;

import org.jspecify.annotations.NullMarked;
