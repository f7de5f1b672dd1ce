package dev.orderly.payment;

import org.springframework.transaction.annotation.Transactional;

/** Takes in what the provider answered about a payment, and has it asked again while that is not the end. */
class RecordAnswer {

    private final SettlePayment settlePayment;
    private final ProviderTasks tasks;
    private final PaymentProperties properties;

    RecordAnswer(SettlePayment settlePayment, ProviderTasks tasks, PaymentProperties properties) {
        this.settlePayment = settlePayment;
        this.tasks = tasks;
        this.properties = properties;
    }

    @Transactional
    void record(ProviderTask task, Report report) {
        Payment payment = task.payment();
        settlePayment.settle(payment.id(), payment.provider(), report);
        if (properties.asksOn(task)) {
            tasks.askLater(task, properties.untilNextAsk(task.age()));
        } else {
            tasks.remove(task);
        }
    }
}
