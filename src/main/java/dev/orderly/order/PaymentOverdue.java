package dev.orderly.order;

/**
 * The time to pay is over; said when that is, and meant for the order module alone.
 *
 * @param orderId the order's id, a UUIDv7
 */
record PaymentOverdue(String orderId) {}
