/** The least web application that takes orders: the ceiling of what is measured over HTTP. */
@NullMarked
package dev.orderly.bench.bare;

import org.jspecify.annotations.NullMarked;
