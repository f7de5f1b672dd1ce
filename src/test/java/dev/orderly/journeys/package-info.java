/** Whole journeys over HTTP, through every module, as a caller sees them. */
@NullMarked
package dev.orderly.journeys;

import org.jspecify.annotations.NullMarked;
