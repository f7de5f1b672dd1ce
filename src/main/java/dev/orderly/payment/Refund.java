package dev.orderly.payment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Money that is to go back, or went.
 *
 * @param reason why, as who asked for it says
 * @param failure why the provider refused it
 */
record Refund(
        String id,
        String paymentId,
        long amountMinor,
        RefundStatus status,
        Origin origin,
        @Nullable String reason,
        @Nullable String failure,
        Instant createdAt,
        Instant updatedAt) {

    /** Who wants it. */
    enum Origin {
        /** Somebody at the HTTP door. */
        CALLER,
        /** Payment itself: the order does not want the money. */
        AUTOMATIC
    }
}
