/** Leases of ports. */
package dev.perigee.lab.port;
