/** Links against plain sockets. */
package dev.perigee.lab.link;
