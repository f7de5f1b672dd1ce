package dev.orderly.payment;

import org.jspecify.annotations.Nullable;

/** The one payment of an order. Amounts are in minor units of the ISO 4217 currency. */
record Payment(
        String id,
        String orderId,
        String customerEmail,
        String currency,
        long amountMinor,
        PaymentStatus status,
        String provider,
        @Nullable String sessionId,
        @Nullable String payUrl) {}
