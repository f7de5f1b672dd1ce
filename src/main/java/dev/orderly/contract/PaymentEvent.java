package dev.orderly.contract;

/** What the {@code payment} module tells. Amounts are in minor units of the ISO 4217 currency. */
public sealed interface PaymentEvent extends Event {

    /** The payment's id, a UUIDv7. */
    String paymentId();

    /** The id of the order that it pays, a UUIDv7. */
    String orderId();

    @Override
    default String key() {
        return orderId();
    }

    @Override
    default String aggregateId() {
        return paymentId();
    }

    /**
     * The provider holds the customer's money for the whole amount.
     *
     * @param currency ISO 4217
     * @param amountMinor the whole amount, in minor units of the currency
     */
    @EventType("payment.captured")
    record PaymentCaptured(String paymentId, String orderId, String currency, long amountMinor)
            implements PaymentEvent {}

    /**
     * The provider or the customer refused.
     *
     * @param reason what the provider said, in words
     */
    @EventType("payment.declined")
    record PaymentDeclined(String paymentId, String orderId, String reason) implements PaymentEvent {}

    /**
     * Part of what was captured went back; the order stays as it is.
     *
     * @param refundId tells one refund of the payment from another, a UUIDv7
     * @param customerEmail where the customer gets mail
     * @param currency ISO 4217
     * @param amountMinor what went back this time, in minor units of the currency
     */
    @EventType("payment.partly-refunded")
    record PaymentPartlyRefunded(
            String paymentId,
            String orderId,
            String refundId,
            @PersonalData String customerEmail,
            String currency,
            long amountMinor)
            implements PaymentEvent {}

    /**
     * Nothing of what was captured is left with the provider.
     *
     * @param customerEmail where the customer gets mail
     * @param currency ISO 4217
     * @param amountMinor what went back last, in minor units of the currency
     */
    @EventType("payment.refunded")
    record PaymentRefunded(
            String paymentId, String orderId, @PersonalData String customerEmail, String currency, long amountMinor)
            implements PaymentEvent {}
}
