/**
 * A client that elects its gateway by measuring, stays connected, and loses or repeats no
 * reliable message.
 */
@NullMarked
package dev.perigee.election;

import org.jspecify.annotations.NullMarked;
