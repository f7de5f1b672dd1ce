package dev.orderly.payment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a payment looks from outside.
 *
 * @param refundableMinor what may still be asked back: captured, not back and not on its way
 */
record PaymentView(
        String id,
        String orderId,
        PaymentStatus status,
        long amountMinor,
        String currency,
        long refundableMinor,
        @Nullable String payUrl,
        List<PaymentTransaction> transactions,
        List<RefundView> refunds) {

    static PaymentView of(
            Payment payment, long refundableMinor, List<PaymentTransaction> transactions, List<RefundView> refunds) {
        return new PaymentView(
                payment.id(),
                payment.orderId(),
                payment.status(),
                payment.amountMinor(),
                payment.currency(),
                refundableMinor,
                payment.payUrl(),
                List.copyOf(transactions),
                List.copyOf(refunds));
    }
}
