package dev.orderly.payment;

import org.jspecify.annotations.Nullable;

/**
 * The one payment of an order. Amounts are in minor units of the ISO 4217 currency.
 *
 * @param calledOff whether the order gave it up after it was captured
 */
record Payment(
        String id,
        String orderId,
        String customerEmail,
        String currency,
        long amountMinor,
        PaymentStatus status,
        String provider,
        @Nullable String sessionId,
        @Nullable String payUrl,
        boolean calledOff) {

    /** True where nobody wants the money: whatever the provider has must go back. */
    boolean mustGoBack() {
        return calledOff || status == PaymentStatus.CANCELLED || status == PaymentStatus.DECLINED;
    }
}
