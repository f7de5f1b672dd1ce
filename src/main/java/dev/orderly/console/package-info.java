/** The operator's page. */
@NullMarked
package dev.orderly.console;

import org.jspecify.annotations.NullMarked;
