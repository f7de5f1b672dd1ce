package dev.orderly.payment;

import java.util.Set;

/** How far a payment has got. */
enum PaymentStatus {
    /** Asked of the provider; the customer has not paid yet. */
    PENDING,
    /** The provider holds the whole amount. */
    CAPTURED,
    /** The customer or the provider refused. */
    DECLINED,
    /** The order no longer wants it. What is captured all the same goes back. */
    CANCELLED,
    /** The provider was asked and could not tell; it is asked again. */
    UNKNOWN,
    /** All that was captured went back. */
    REFUNDED;

    /** True while the provider's answer still decides. */
    boolean isOpen() {
        return this == PENDING || this == UNKNOWN;
    }

    boolean canBecome(PaymentStatus next) {
        return successors().contains(next);
    }

    private Set<PaymentStatus> successors() {
        return switch (this) {
            case PENDING -> Set.of(CAPTURED, DECLINED, CANCELLED, UNKNOWN);
            case UNKNOWN -> Set.of(CAPTURED, DECLINED, CANCELLED, PENDING);
            case CAPTURED, DECLINED, CANCELLED -> Set.of(REFUNDED);
            case REFUNDED -> Set.of();
        };
    }
}
