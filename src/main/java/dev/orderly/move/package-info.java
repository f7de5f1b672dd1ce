/**
 * Moves a module to another database, and back: the command {@code move}. It stops the module where it lives, puts its
 * tables out of everybody's reach by renaming them, copies them with what else belongs to the module, and lets it go on in
 * the other database at exactly the event where it stopped. Each step may be cut off and done again, or undone until the
 * module lives in its new place. Knows messaging's tables and the bridge's, and no module.
 */
@NullMarked
package dev.orderly.move;

import org.jspecify.annotations.NullMarked;
