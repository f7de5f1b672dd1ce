package dev.orderly.payment;

import dev.orderly.messaging.Ids;
import dev.orderly.messaging.Jobs;
import org.springframework.transaction.annotation.Transactional;

/** Writes down that an order waits for its money, and has the provider told. */
class RequestPayment {

    private final Payments payments;
    private final ProviderTasks tasks;
    private final Providers providers;
    private final Jobs jobs;

    RequestPayment(Payments payments, ProviderTasks tasks, Providers providers, Jobs jobs) {
        this.payments = payments;
        this.tasks = tasks;
        this.providers = providers;
        this.jobs = jobs;
    }

    /** An order has one payment and keeps it, even where this is asked for again. */
    @Transactional
    void request(String orderId, String customerEmail, String currency, long amountMinor) {
        Payment payment = new Payment(
                Ids.next(),
                orderId,
                customerEmail,
                currency,
                amountMinor,
                PaymentStatus.PENDING,
                providers.chosen().name(),
                null,
                null,
                false);
        if (payments.insert(payment)) {
            tasks.open(payment);
            jobs.wakeAfterCommit(PaymentModule.JOB);
        }
    }
}
