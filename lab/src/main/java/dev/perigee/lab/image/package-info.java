/** Images, unpacked and run without a container runtime. */
@NullMarked
package dev.perigee.lab.image;

import org.jspecify.annotations.NullMarked;
