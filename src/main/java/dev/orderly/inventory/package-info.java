/**
 * Keeps the stock, and reserves all lines of an order or none; proves from time to time that its books add up. Owns
 * stock, stock_movement, reservation, reservation_line and the tables of the reconciliation. Consumes order.placed (reserves), order.cancelled, order.expired, order.refund-requested and
 * order.refunded (releases) and order.shipped (takes the goods out). Publishes inventory.stock-reserved and inventory.stock-rejected.
 */
@NullMarked
package dev.orderly.inventory;

import org.jspecify.annotations.NullMarked;
