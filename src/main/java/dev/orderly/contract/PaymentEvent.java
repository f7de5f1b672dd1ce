package dev.orderly.contract;

/** What the {@code payment} module tells. Amounts are in minor units of the ISO 4217 currency. */
public sealed interface PaymentEvent extends Event {

    String paymentId();

    String orderId();

    @Override
    default String key() {
        return orderId();
    }

    @Override
    default String aggregateId() {
        return paymentId();
    }

    /** The provider holds the customer's money for the whole amount. */
    @EventType("payment.captured")
    record PaymentCaptured(String paymentId, String orderId, String currency, long amountMinor)
            implements PaymentEvent {}

    /** The provider or the customer refused. */
    @EventType("payment.declined")
    record PaymentDeclined(String paymentId, String orderId, String reason) implements PaymentEvent {}

    /** Part of what was captured went back; the order stays as it is. The refund's id tells one from another. */
    @EventType("payment.partly-refunded")
    record PaymentPartlyRefunded(
            String paymentId, String orderId, String refundId, String customerEmail, String currency, long amountMinor)
            implements PaymentEvent {}

    /** Nothing of what was captured is left with the provider; the amount is what went back last. */
    @EventType("payment.refunded")
    record PaymentRefunded(String paymentId, String orderId, String customerEmail, String currency, long amountMinor)
            implements PaymentEvent {}
}
