/** What an application with the starter looks like. */
@NullMarked
package dev.perigee.sample;

import org.jspecify.annotations.NullMarked;
