/** Gateways as processes. */
package dev.perigee.lab.gateway;
