/** Processes that must not outlive their lab. */
package dev.perigee.lab.process;
