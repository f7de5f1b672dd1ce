/**
 * Takes orders and leads them from placed to delivered, or until their money went back. Owns orders, order_line and
 * order_status_change.
 */
@NullMarked
package dev.orderly.order;

import org.jspecify.annotations.NullMarked;
