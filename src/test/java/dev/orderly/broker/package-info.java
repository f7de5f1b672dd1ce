/** Real brokers, and what each adapter has to show with its own. */
@NullMarked
package dev.orderly.broker;

import org.jspecify.annotations.NullMarked;
