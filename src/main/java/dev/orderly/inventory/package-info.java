/**
 * Keeps the stock, and reserves all lines of an order or none. Owns stock, stock_movement, reservation and
 * reservation_line. Consumes order.placed (reserves), order.cancelled and order.expired (releases) and order.shipped
 * (takes the goods out). Publishes inventory.stock-reserved and inventory.stock-rejected.
 */
@NullMarked
package dev.orderly.inventory;

import org.jspecify.annotations.NullMarked;
