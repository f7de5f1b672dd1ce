package dev.orderly.payment;

import dev.orderly.contract.PaymentEvent.PaymentCaptured;
import dev.orderly.contract.PaymentEvent.PaymentDeclined;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes in what the provider says, whether it called or was asked. The same told twice changes nothing, a failure never
 * overwrites a success, and a capture that nobody waits for goes back.
 */
class SettlePayment {

    private static final Logger LOG = LoggerFactory.getLogger(SettlePayment.class);

    private final Payments payments;
    private final ProviderTasks tasks;
    private final GiveBack giveBack;
    private final ApplicationEventPublisher events;
    private final PaymentMeters meters;

    SettlePayment(
            Payments payments,
            ProviderTasks tasks,
            GiveBack giveBack,
            ApplicationEventPublisher events,
            PaymentMeters meters) {
        this.payments = payments;
        this.tasks = tasks;
        this.giveBack = giveBack;
        this.events = events;
        this.meters = meters;
    }

    @Transactional
    void settle(String paymentId, String provider, Report report) {
        Payment payment = payments.lock(paymentId)
                .filter(found -> found.provider().equals(provider))
                .orElseThrow(() -> new PaymentNotFound(paymentId));
        switch (report) {
            case Report.Captured captured -> captured(payment, captured);
            case Report.Declined declined -> declined(payment, declined);
            case Report.Waiting waiting -> becomeIfPossible(payment, PaymentStatus.PENDING);
            case Report.Unheard unheard -> becomeIfPossible(payment, PaymentStatus.UNKNOWN);
        }
    }

    private void captured(Payment payment, Report.Captured report) {
        requireSameMoney(payment, report.currency(), report.amountMinor());
        if (!payments.addTransaction(payment, TransactionType.CAPTURE, report.amountMinor(), report.reference())) {
            return;
        }
        meters.captured();
        tasks.stopAsking(payment);
        if (payment.status().isOpen()) {
            payments.move(payment, PaymentStatus.CAPTURED);
            events.publishEvent(
                    new PaymentCaptured(payment.id(), payment.orderId(), payment.currency(), payment.amountMinor()));
        } else if (payment.mustGoBack()) {
            giveBack.everything(payment, "It was captured too late");
        } else if (report.amountMinor() > 0) {
            giveBack.some(payment, report.amountMinor(), Refund.Origin.AUTOMATIC, "It was captured once more");
        }
    }

    private void declined(Payment payment, Report.Declined report) {
        requireSameMoney(payment, report.currency(), report.amountMinor());
        if (!payments.addTransaction(payment, TransactionType.DECLINE, report.amountMinor(), report.reference())) {
            return;
        }
        tasks.stopAsking(payment);
        if (payment.status().isOpen()) {
            payments.move(payment, PaymentStatus.DECLINED);
            events.publishEvent(new PaymentDeclined(payment.id(), payment.orderId(), report.reason()));
            meters.declined();
        }
    }

    private void becomeIfPossible(Payment payment, PaymentStatus next) {
        if (payment.status().canBecome(next)) {
            payments.move(payment, next);
        }
    }

    private void requireSameMoney(Payment payment, String currency, long amountMinor) {
        if (amountMinor != payment.amountMinor() || !currency.equals(payment.currency())) {
            AmountMismatch mismatch = new AmountMismatch(payment, currency, amountMinor);
            LOG.error("The provider {} reports the wrong money: {}", payment.provider(), mismatch.getMessage());
            meters.mismatched();
            throw mismatch;
        }
    }
}
