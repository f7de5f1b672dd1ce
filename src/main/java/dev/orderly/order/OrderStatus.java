package dev.orderly.order;

import com.google.common.collect.ImmutableList;

/**
 * Where an order stands. Each state names those from which an order may come into it; no way leads back, and an order
 * passes its states in the order in which they stand here.
 */
enum OrderStatus {
    PLACED,
    AWAITING_PAYMENT(PLACED),
    PAID(AWAITING_PAYMENT),
    SHIPPED(PAID),
    DELIVERED(SHIPPED),
    REJECTED(PLACED),
    CANCELLED(PLACED, AWAITING_PAYMENT),
    EXPIRED(AWAITING_PAYMENT),
    /** Called off after it was paid: its money is on its way back, and its goods stay here. */
    REFUNDING(PAID),
    /** All its money went back, wherever its goods are. */
    REFUNDED(PAID, SHIPPED, DELIVERED, REFUNDING);

    private final ImmutableList<OrderStatus> from;

    OrderStatus(OrderStatus... from) {
        this.from = ImmutableList.copyOf(from);
    }

    ImmutableList<OrderStatus> from() {
        return from;
    }
}
