package dev.orderly.payment;

import org.springframework.transaction.annotation.Transactional;

/** Keeps where the customer pays, and has the provider asked should it never call. */
class RecordSession {

    private final Payments payments;
    private final PaymentProperties properties;

    RecordSession(Payments payments, PaymentProperties properties) {
        this.payments = payments;
        this.properties = properties;
    }

    /** The provider may have called before it answered; then the task is gone and only the address is kept. */
    @Transactional
    void record(ProviderTask task, PaymentProvider.Session session) {
        payments.opened(task.payment(), session);
        payments.askLater(task, properties.untilNextAsk(task.age()));
    }
}
