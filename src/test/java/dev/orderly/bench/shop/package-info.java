/** The smallest application there can be on Orderly's messaging: one module that publishes, and three that hear it. */
@NullMarked
package dev.orderly.bench.shop;

import org.jspecify.annotations.NullMarked;
