/** A payment provider to try and test with: a real HTTP peer with a port, a page and a table of its own. It knows nothing of Orderly but the address to call back. Owns sandbox_session. */
@NullMarked
package dev.orderly.sandbox;

import org.jspecify.annotations.NullMarked;
