/** Certificates of a lab. */
package dev.perigee.lab.tls;
