package dev.orderly.payment;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.annotation.Transactional;

/**
 * Writes down that the provider will never make a refund. The amount may be asked for again, as another refund; where
 * nobody wants the money, what a caller's refund leaves is at once.
 */
class RecordRefusal {

    private static final Logger LOG = LoggerFactory.getLogger(RecordRefusal.class);

    private final Payments payments;
    private final Refunds refunds;
    private final ProviderTasks tasks;
    private final GiveBack giveBack;
    private final PaymentMeters meters;

    RecordRefusal(Payments payments, Refunds refunds, ProviderTasks tasks, GiveBack giveBack, PaymentMeters meters) {
        this.payments = payments;
        this.refunds = refunds;
        this.tasks = tasks;
        this.giveBack = giveBack;
        this.meters = meters;
    }

    @Transactional
    void record(ProviderTask task, String why) {
        Payment payment = payments.lock(task.payment().id()).orElseThrow();
        tasks.remove(task);
        if (refunds.end(task, RefundStatus.FAILED, why)) {
            Refund refund = refunds.find(task.id()).orElseThrow();
            warn(payment, refund, why);
            meters.refundFailed();
            if (refund.origin() == Refund.Origin.CALLER && payment.mustGoBack()) {
                giveBack.everything(payment, "The order does not want the money");
            }
        }
    }

    private static void warn(Payment payment, Refund refund, String why) {
        LOG.error(
                "The provider {} refuses for good to give back {} {} (minor units) of order {}: {}. Refund {} failed; try again with POST /api/payments/{}/refunds",
                payment.provider(),
                refund.amountMinor(),
                payment.currency(),
                payment.orderId(),
                why,
                refund.id(),
                payment.id());
    }
}
