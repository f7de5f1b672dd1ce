package dev.orderly.payment;

import dev.orderly.contract.PaymentEvent.PaymentPartlyRefunded;
import dev.orderly.contract.PaymentEvent.PaymentRefunded;
import org.springframework.context.ApplicationEventPublisher;

/** Tells that money went back: once that none is left, and else that it was a part. */
class TellRefund {

    private final Payments payments;
    private final ApplicationEventPublisher events;
    private final PaymentMeters meters;

    TellRefund(Payments payments, ApplicationEventPublisher events, PaymentMeters meters) {
        this.payments = payments;
        this.events = events;
        this.meters = meters;
    }

    void tell(Payment payment, String refundId, long amountMinor) {
        if (!tellIfNothingIsLeft(payment, amountMinor)) {
            events.publishEvent(new PaymentPartlyRefunded(
                    payment.id(),
                    payment.orderId(),
                    refundId,
                    payment.customerEmail(),
                    payment.currency(),
                    amountMinor));
        }
    }

    /** The state says whether it was told before, and allows it once. */
    boolean tellIfNothingIsLeft(Payment payment, long amountMinor) {
        Payments.Balance balance = payments.balance(payment);
        if (!balance.captured() || balance.heldMinor() != 0 || !payment.status().canBecome(PaymentStatus.REFUNDED)) {
            return false;
        }
        payments.move(payment, PaymentStatus.REFUNDED);
        events.publishEvent(new PaymentRefunded(
                payment.id(), payment.orderId(), payment.customerEmail(), payment.currency(), amountMinor));
        meters.refunded();
        return true;
    }
}
