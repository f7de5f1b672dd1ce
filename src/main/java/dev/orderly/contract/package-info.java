/**
 * The events that cross module walls, and nothing else: public records of primitives, one sealed interface per
 * publishing module. Depends on the JDK alone.
 */
@NullMarked
package dev.orderly.contract;

import org.jspecify.annotations.NullMarked;
