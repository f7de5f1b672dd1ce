/** Keeps the stock, and reserves all lines of an order or none. Owns stock, stock_movement, reservation and reservation_line. */
@NullMarked
package dev.orderly.inventory;

import org.jspecify.annotations.NullMarked;
