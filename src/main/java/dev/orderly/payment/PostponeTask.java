package dev.orderly.payment;

import org.springframework.transaction.annotation.Transactional;

/** Has a failed call made again later. A provider that was asked and did not answer leaves the outcome unknown. */
class PostponeTask {

    private final SettlePayment settlePayment;
    private final ProviderTasks tasks;
    private final PaymentProperties properties;

    PostponeTask(SettlePayment settlePayment, ProviderTasks tasks, PaymentProperties properties) {
        this.settlePayment = settlePayment;
        this.tasks = tasks;
        this.properties = properties;
    }

    @Transactional
    void postpone(ProviderTask task, RuntimeException failure) {
        if (task.kind() == ProviderTask.Kind.ASK) {
            settlePayment.settle(task.payment().id(), task.payment().provider(), new Report.Unheard());
        }
        if (failure instanceof AmountMismatch) {
            // The provider did answer, and a person has to look; asking every minute would only fill the log.
            tasks.askLater(task, properties.untilNextAsk(task.age()));
        } else {
            tasks.postpone(task, properties.untilRetry(task.failures()));
        }
    }
}
