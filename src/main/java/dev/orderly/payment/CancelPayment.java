package dev.orderly.payment;

import org.springframework.transaction.annotation.Transactional;

/** Gives up the payment of an order that no longer wants it. What is captured already goes back. */
class CancelPayment {

    private final Payments payments;
    private final ProviderTasks tasks;
    private final GiveBack giveBack;

    CancelPayment(Payments payments, ProviderTasks tasks, GiveBack giveBack) {
        this.payments = payments;
        this.tasks = tasks;
        this.giveBack = giveBack;
    }

    /** The order may never have asked for money. */
    @Transactional
    void cancel(String orderId, String reason) {
        payments.lockOfOrder(orderId).ifPresent(payment -> cancel(payment, reason));
    }

    /** The order was paid, so there is a payment. */
    @Transactional
    void cancelPaid(String orderId, String reason) {
        Payment payment = payments.lockOfOrder(orderId)
                .orElseThrow(() -> new IllegalStateException(
                        "The paid order %s has no payment that could go back".formatted(orderId)));
        cancel(payment, reason);
    }

    private void cancel(Payment payment, String reason) {
        switch (payment.status()) {
            case PENDING, UNKNOWN -> {
                payments.move(payment, PaymentStatus.CANCELLED);
                tasks.stopOpening(payment);
            }
            case CAPTURED -> {
                payments.callOff(payment);
                giveBack.everything(payment, reason);
            }
            case DECLINED, CANCELLED, REFUNDED -> {
                // There is nothing to call off; what came late goes back already.
            }
        }
    }
}
