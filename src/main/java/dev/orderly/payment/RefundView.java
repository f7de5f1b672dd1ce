package dev.orderly.payment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a refund looks from outside. */
record RefundView(
        String id,
        String paymentId,
        long amountMinor,
        String currency,
        RefundStatus status,
        Refund.Origin origin,
        @Nullable String reason,
        @Nullable String failure,
        Instant createdAt,
        Instant updatedAt) {

    static RefundView of(String currency, Refund refund) {
        return new RefundView(
                refund.id(),
                refund.paymentId(),
                refund.amountMinor(),
                currency,
                refund.status(),
                refund.origin(),
                refund.reason(),
                refund.failure(),
                refund.createdAt(),
                refund.updatedAt());
    }
}
