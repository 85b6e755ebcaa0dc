/** Whole labs. */
package dev.perigee.lab;
