package dev.orderly.payment;

import java.util.List;
import org.springframework.transaction.annotation.Transactional;

/** Writes down that money went back. Once none is left with the provider, the payment is refunded. */
class RecordRefund {

    private final Payments payments;
    private final Refunds refunds;
    private final ProviderTasks tasks;
    private final TellRefund tellRefund;
    private final PaymentMeters meters;

    RecordRefund(Payments payments, Refunds refunds, ProviderTasks tasks, TellRefund tellRefund, PaymentMeters meters) {
        this.payments = payments;
        this.refunds = refunds;
        this.tasks = tasks;
        this.tellRefund = tellRefund;
        this.meters = meters;
    }

    @Transactional
    void record(ProviderTask task, String providerReference) {
        Payment payment = lockCaughtUp(task.payment().id());
        boolean news = payments.addTransaction(payment, TransactionType.REFUND, task.amountMinor(), providerReference);
        tasks.remove(task);
        if (refunds.end(task, RefundStatus.DONE, null)) {
            ended(payment, task.id(), task.amountMinor(), news);
        }
    }

    /**
     * Ends a refund whose money went back, and whose task is gone, without a word of that: during an upgrade the version
     * before this one does so.
     */
    @Transactional
    void catchUp(String refundId) {
        Refund refund = refunds.find(refundId).orElseThrow();
        Payment payment = payments.lock(refund.paymentId()).orElseThrow();
        if (refunds.done(refundId)) {
            ended(payment, refundId, refund.amountMinor(), false);
        }
    }

    /** What the version before this one left behind went back earlier, and so is told earlier. */
    private Payment lockCaughtUp(String paymentId) {
        Payment payment = payments.lock(paymentId).orElseThrow();
        List<String> left = refunds.leftBehind(payment);
        left.forEach(this::catchUp);
        return left.isEmpty() ? payment : payments.lock(paymentId).orElseThrow();
    }

    private void ended(Payment payment, String refundId, long amountMinor, boolean news) {
        meters.refundDone();
        if (news || payment.status() != PaymentStatus.REFUNDED) {
            tellRefund.tell(payment, refundId, amountMinor);
        }
    }
}
