package dev.orderly.contract;

import java.util.List;

/** What the {@code order} module tells. Amounts are in minor units of the ISO 4217 currency. */
public sealed interface OrderEvent extends Event {

    String orderId();

    @Override
    default String key() {
        return orderId();
    }

    /** An order was accepted; nothing is reserved or paid yet. */
    @EventType("order.placed")
    record OrderPlaced(String orderId, String customerEmail, String currency, long totalMinor, List<Line> lines)
            implements OrderEvent {

        public OrderPlaced {
            lines = List.copyOf(lines);
        }
    }

    /** One SKU of an order, each SKU at most once. */
    record Line(String sku, int quantity, long unitPriceMinor) {}

    /** Its stock is reserved, and the order waits for this amount. */
    @EventType("order.payment-requested")
    record PaymentRequested(String orderId, String customerEmail, String currency, long amountMinor)
            implements OrderEvent {}

    /** The whole amount was captured; the order may be shipped. */
    @EventType("order.paid")
    record OrderPaid(String orderId, String customerEmail, String currency, long totalMinor) implements OrderEvent {}

    /** The goods left the house. */
    @EventType("order.shipped")
    record OrderShipped(String orderId, String customerEmail, String carrier, String tracking) implements OrderEvent {}

    /** The goods arrived. */
    @EventType(value = "order.delivered", outwardOnly = true)
    record OrderDelivered(String orderId, String customerEmail) implements OrderEvent {}

    /** There was not enough stock; the reason names the SKUs. */
    @EventType("order.rejected")
    record OrderRejected(String orderId, String customerEmail, String reason) implements OrderEvent {}

    /** The order was called off before it was paid, by its caller or because the payment was declined. */
    @EventType("order.cancelled")
    record OrderCancelled(String orderId, String customerEmail, String reason) implements OrderEvent {}

    /** The order was not paid in time. */
    @EventType("order.expired")
    record OrderExpired(String orderId, String customerEmail) implements OrderEvent {}

    /** A paid order was called off before it shipped; all its money is to go back. */
    @EventType("order.refund-requested")
    record RefundRequested(String orderId, String customerEmail, String reason) implements OrderEvent {}

    /** All the order's money went back, and it ends here. */
    @EventType("order.refunded")
    record OrderRefunded(String orderId, String customerEmail, String currency, long totalMinor)
            implements OrderEvent {}
}
