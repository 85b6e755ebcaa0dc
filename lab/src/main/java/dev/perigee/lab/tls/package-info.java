/** Certificates that a lab makes for itself. */
@NullMarked
package dev.perigee.lab.tls;

import org.jspecify.annotations.NullMarked;
