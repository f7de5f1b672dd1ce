/**
 * A payment provider to try and test with: a real HTTP peer with a port, a page and tables of its own. It knows nothing
 * of Orderly but the address to call back, and moves no money. Owns the tables sandbox_installation, sandbox_session and
 * sandbox_refund.
 */
@NullMarked
package dev.orderly.sandbox;

import org.jspecify.annotations.NullMarked;
