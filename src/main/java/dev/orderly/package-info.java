/** The composition root: the one place that knows messaging, the contract and every module. */
@NullMarked
package dev.orderly;

import org.jspecify.annotations.NullMarked;
