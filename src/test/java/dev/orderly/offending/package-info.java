/** One deliberate violation of each wall, which {@link dev.orderly.ArchitectureTest} must catch. */
@NullMarked
package dev.orderly.offending;

import org.jspecify.annotations.NullMarked;
