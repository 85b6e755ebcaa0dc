/** Numbered messages between users of a lab. */
package dev.perigee.lab.traffic;
