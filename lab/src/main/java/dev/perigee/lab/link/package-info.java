/**
 * Links: user-space paths for TCP and UDP with delay, jitter, loss, black holes and cuts.
 */
@NullMarked
package dev.perigee.lab.link;

import org.jspecify.annotations.NullMarked;
