/** Superclusters of real nats-servers. */
package dev.perigee.lab.nats;
