package dev.orderly.payment;

import dev.orderly.messaging.Jobs;
import org.springframework.transaction.annotation.Transactional;

/** Gives up the payment of an order that no longer wants it. What is captured already goes back. */
class CancelPayment {

    private final Payments payments;
    private final Jobs jobs;

    CancelPayment(Payments payments, Jobs jobs) {
        this.payments = payments;
        this.jobs = jobs;
    }

    @Transactional
    void cancel(String orderId) {
        payments.lockOfOrder(orderId).ifPresent(this::cancel);
    }

    private void cancel(Payment payment) {
        switch (payment.status()) {
            case PENDING, UNKNOWN -> {
                payments.move(payment, PaymentStatus.CANCELLED);
                payments.stopOpening(payment);
            }
            case CAPTURED -> giveBack(payment);
            case DECLINED, CANCELLED, REFUNDED -> {
                // There is nothing to call off.
            }
        }
    }

    private void giveBack(Payment payment) {
        long owed = payments.held(payment) - payments.refunding(payment);
        if (owed > 0) {
            payments.addTask(payment, ProviderTask.Kind.REFUND, owed);
            jobs.wakeAfterCommit(PaymentModule.JOB);
        }
    }
}
