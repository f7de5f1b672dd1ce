/**
 * Takes orders and leads them from placed to delivered, or until their money went back. Owns orders, order_line,
 * order_status_change and order_overstay_reported.
 */
@NullMarked
package dev.orderly.order;

import org.jspecify.annotations.NullMarked;
