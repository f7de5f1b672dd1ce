/**
 * Keeps the stock, and reserves all lines of an order or none. Owns stock, stock_movement, reservation and
 * reservation_line. Consumes order.placed (reserves), order.cancelled, order.expired, order.refund-requested and
 * order.refunded (releases) and order.shipped (takes the goods out). Publishes inventory.stock-reserved and inventory.stock-rejected.
 */
@NullMarked
package dev.orderly.inventory;

import org.jspecify.annotations.NullMarked;
