/** Port numbers that stay the lab's own while a process behind one of them is down. */
@NullMarked
package dev.perigee.lab.port;

import org.jspecify.annotations.NullMarked;
