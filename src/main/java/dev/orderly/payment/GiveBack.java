package dev.orderly.payment;

import dev.orderly.messaging.Jobs;
import org.jspecify.annotations.Nullable;

/** Has money go back that is not wanted, within the transaction of a use case that has locked the payment. */
class GiveBack {

    private final Payments payments;
    private final Refunds refunds;
    private final ProviderTasks tasks;
    private final TellRefund tellRefund;
    private final Jobs jobs;

    GiveBack(Payments payments, Refunds refunds, ProviderTasks tasks, TellRefund tellRefund, Jobs jobs) {
        this.payments = payments;
        this.refunds = refunds;
        this.tasks = tasks;
        this.tellRefund = tellRefund;
        this.jobs = jobs;
    }

    /** All that is captured and not back, or on its way. A payment of nothing has ended with that. */
    void everything(Payment payment, @Nullable String reason) {
        long left = left(payment);
        if (left > 0) {
            some(payment, left, Refund.Origin.AUTOMATIC, reason);
        } else {
            tellRefund.tellIfNothingIsLeft(payment, 0);
        }
    }

    Refund some(Payment payment, long amountMinor, Refund.Origin origin, @Nullable String reason) {
        Refund refund = refunds.request(payment, amountMinor, origin, reason);
        tasks.refund(refund);
        jobs.wakeAfterCommit(PaymentModule.JOB);
        return refund;
    }

    /** What may still be asked back: all that the provider has, less what is on its way. */
    long left(Payment payment) {
        return payments.balance(payment).heldMinor() - tasks.refunding(payment);
    }
}
