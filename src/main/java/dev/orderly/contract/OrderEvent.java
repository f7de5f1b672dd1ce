package dev.orderly.contract;

import java.util.List;

/** What the {@code order} module tells. Amounts are in minor units of the ISO 4217 currency. */
public sealed interface OrderEvent extends Event {

    /** The order's id, a UUIDv7. */
    String orderId();

    @Override
    default String key() {
        return orderId();
    }

    /**
     * An order was accepted; nothing is reserved or paid yet.
     *
     * @param customerEmail where the customer gets mail
     * @param currency ISO 4217
     * @param totalMinor what its lines come to, in minor units of the currency
     * @param lines what was ordered, each SKU at most once
     */
    @EventType("order.placed")
    record OrderPlaced(
            String orderId, @PersonalData String customerEmail, String currency, long totalMinor, List<Line> lines)
            implements OrderEvent {

        public OrderPlaced {
            lines = List.copyOf(lines);
        }
    }

    /**
     * One SKU of an order.
     *
     * @param sku the article
     * @param quantity how many pieces
     * @param unitPriceMinor the price of one piece, in minor units of the order's currency
     */
    record Line(String sku, int quantity, long unitPriceMinor) {}

    /**
     * Its stock is reserved, and the order waits for this amount.
     *
     * @param customerEmail where the customer gets mail
     * @param currency ISO 4217
     * @param amountMinor what is to be paid, in minor units of the currency
     */
    @EventType("order.payment-requested")
    record PaymentRequested(String orderId, @PersonalData String customerEmail, String currency, long amountMinor)
            implements OrderEvent {}

    /**
     * The whole amount was captured; the order may be shipped.
     *
     * @param customerEmail where the customer gets mail
     * @param currency ISO 4217
     * @param totalMinor what was paid, in minor units of the currency
     */
    @EventType("order.paid")
    record OrderPaid(String orderId, @PersonalData String customerEmail, String currency, long totalMinor)
            implements OrderEvent {}

    /**
     * The goods left the house.
     *
     * @param customerEmail where the customer gets mail
     * @param carrier who carries them
     * @param tracking the carrier's number, by which it shows where they go
     */
    @EventType("order.shipped")
    record OrderShipped(
            String orderId,
            @PersonalData String customerEmail,
            String carrier,
            @PersonalData String tracking) implements OrderEvent {}

    /**
     * The goods arrived.
     *
     * @param customerEmail where the customer gets mail
     */
    @EventType(value = "order.delivered", outwardOnly = true)
    record OrderDelivered(String orderId, @PersonalData String customerEmail) implements OrderEvent {}

    /**
     * There was not enough stock.
     *
     * @param customerEmail where the customer gets mail
     * @param reason names the SKUs, in words
     */
    @EventType("order.rejected")
    record OrderRejected(String orderId, @PersonalData String customerEmail, String reason) implements OrderEvent {}

    /**
     * The order was called off before it was paid, by its caller or because the payment was declined.
     *
     * @param customerEmail where the customer gets mail
     * @param reason which of the two, in words
     */
    @EventType("order.cancelled")
    record OrderCancelled(String orderId, @PersonalData String customerEmail, String reason) implements OrderEvent {}

    /**
     * The order was not paid in time.
     *
     * @param customerEmail where the customer gets mail
     */
    @EventType("order.expired")
    record OrderExpired(String orderId, @PersonalData String customerEmail) implements OrderEvent {}

    /**
     * A paid order was called off before it shipped; all its money is to go back.
     *
     * @param customerEmail where the customer gets mail
     * @param reason why, in words
     */
    @EventType("order.refund-requested")
    record RefundRequested(String orderId, @PersonalData String customerEmail, String reason) implements OrderEvent {}

    /**
     * All the order's money went back, and it ends here.
     *
     * @param customerEmail where the customer gets mail
     * @param currency ISO 4217
     * @param totalMinor what the order had cost, in minor units of the currency
     */
    @EventType("order.refunded")
    record OrderRefunded(String orderId, @PersonalData String customerEmail, String currency, long totalMinor)
            implements OrderEvent {}
}
