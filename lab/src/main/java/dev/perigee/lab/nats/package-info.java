/**
 * NATS superclusters of real nats-server processes, configured by the production
 * template.
 */
@NullMarked
package dev.perigee.lab.nats;

import org.jspecify.annotations.NullMarked;
