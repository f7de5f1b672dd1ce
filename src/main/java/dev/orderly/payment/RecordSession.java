package dev.orderly.payment;

import org.springframework.transaction.annotation.Transactional;

/** Keeps where the customer pays, and has the provider asked should it never call. */
class RecordSession {

    private final Payments payments;
    private final ProviderTasks tasks;
    private final PaymentProperties properties;

    RecordSession(Payments payments, ProviderTasks tasks, PaymentProperties properties) {
        this.payments = payments;
        this.tasks = tasks;
        this.properties = properties;
    }

    /** The provider may have called before it answered; then the task is gone and only the address is kept. */
    @Transactional
    void record(ProviderTask task, PaymentProvider.Session session) {
        payments.opened(task.payment(), session);
        tasks.askLater(task, properties.untilNextAsk(task.age()));
    }
}
