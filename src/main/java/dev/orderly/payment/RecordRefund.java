package dev.orderly.payment;

import dev.orderly.contract.PaymentEvent.PaymentRefunded;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.annotation.Transactional;

/** Writes down that money went back. Once none is left with the provider, the payment is refunded. */
class RecordRefund {

    private final Payments payments;
    private final ApplicationEventPublisher events;

    RecordRefund(Payments payments, ApplicationEventPublisher events) {
        this.payments = payments;
        this.events = events;
    }

    @Transactional
    void record(ProviderTask task, String providerReference) {
        Payment payment = payments.lock(task.payment().id()).orElseThrow();
        boolean news = payments.addTransaction(payment, TransactionType.REFUND, task.amountMinor(), providerReference);
        payments.removeTask(task);
        if (news && payments.held(payment) == 0) {
            refunded(payment, task.amountMinor());
        }
    }

    private void refunded(Payment payment, long amountMinor) {
        if (payment.status().canBecome(PaymentStatus.REFUNDED)) {
            payments.move(payment, PaymentStatus.REFUNDED);
        }
        events.publishEvent(new PaymentRefunded(
                payment.id(), payment.orderId(), payment.customerEmail(), payment.currency(), amountMinor));
    }
}
