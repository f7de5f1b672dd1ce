/**
 * The operator's page: static files that look at the public API, and a door where they hear when to look again. Owns no
 * table, consumes and publishes no event.
 */
@NullMarked
package dev.orderly.console;

import org.jspecify.annotations.NullMarked;
