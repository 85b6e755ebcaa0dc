/**
 * How busy this node is: sessions, CPU, event loops and memory.
 */
@NullMarked
package dev.perigee.gateway.load;

import org.jspecify.annotations.NullMarked;
