package dev.orderly.payment;

import org.springframework.transaction.annotation.Transactional;

/** Has a failed call made again later. A provider that was asked and did not answer leaves the outcome unknown. */
class PostponeTask {

    private final SettlePayment settlePayment;
    private final Payments payments;
    private final PaymentProperties properties;

    PostponeTask(SettlePayment settlePayment, Payments payments, PaymentProperties properties) {
        this.settlePayment = settlePayment;
        this.payments = payments;
        this.properties = properties;
    }

    @Transactional
    void postpone(ProviderTask task) {
        if (task.kind() == ProviderTask.Kind.ASK) {
            settlePayment.settle(task.payment().id(), task.payment().provider(), new Report.Unheard());
        }
        payments.postpone(task, properties.untilRetry(task.failures()));
    }
}
