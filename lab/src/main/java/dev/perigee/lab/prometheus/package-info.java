/**
 * A Prometheus server that watches the lab's gateways, as one in a region would.
 */
@NullMarked
package dev.perigee.lab.prometheus;

import org.jspecify.annotations.NullMarked;
