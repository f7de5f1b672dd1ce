package dev.orderly.payment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a payment looks from outside. */
record PaymentView(
        String id,
        String orderId,
        PaymentStatus status,
        long amountMinor,
        String currency,
        @Nullable String payUrl,
        List<PaymentTransaction> transactions) {

    static PaymentView of(Payment payment, List<PaymentTransaction> transactions) {
        return new PaymentView(
                payment.id(),
                payment.orderId(),
                payment.status(),
                payment.amountMinor(),
                payment.currency(),
                payment.payUrl(),
                List.copyOf(transactions));
    }
}
