package dev.orderly.notification;

import com.google.common.eventbus.Subscribe;
import dev.orderly.contract.OrderEvent.OrderCancelled;
import dev.orderly.contract.OrderEvent.OrderExpired;
import dev.orderly.contract.OrderEvent.OrderPaid;
import dev.orderly.contract.OrderEvent.OrderPlaced;
import dev.orderly.contract.OrderEvent.OrderRejected;
import dev.orderly.contract.OrderEvent.OrderShipped;
import dev.orderly.contract.OrderEvent.PaymentRequested;
import dev.orderly.contract.OrderEvent.RefundRequested;
import dev.orderly.contract.PaymentEvent.PaymentPartlyRefunded;
import dev.orderly.contract.PaymentEvent.PaymentRefunded;

/** Turns what happens to an order into a letter to its customer. */
class NotificationListener {

    private final WriteMail writeMail;

    NotificationListener(WriteMail writeMail) {
        this.writeMail = writeMail;
    }

    @Subscribe
    void on(OrderPlaced event) {
        writeMail.write(Letter.of(MailType.PLACED, event.orderId(), event.customerEmail())
                .with(
                        "lines",
                        event.lines().stream()
                                .map(line -> MailLine.of(line, event.currency()))
                                .toList())
                .with("total", Money.format(event.totalMinor(), event.currency())));
    }

    @Subscribe
    void on(PaymentRequested event) {
        writeMail.write(Letter.of(MailType.AWAITING_PAYMENT, event.orderId(), event.customerEmail())
                .with("amount", Money.format(event.amountMinor(), event.currency())));
    }

    @Subscribe
    void on(OrderPaid event) {
        writeMail.write(Letter.of(MailType.PAID, event.orderId(), event.customerEmail())
                .with("total", Money.format(event.totalMinor(), event.currency())));
    }

    @Subscribe
    void on(OrderShipped event) {
        writeMail.write(Letter.of(MailType.SHIPPED, event.orderId(), event.customerEmail())
                .with("carrier", event.carrier())
                .with("tracking", event.tracking()));
    }

    @Subscribe
    void on(OrderRejected event) {
        writeMail.write(Letter.of(MailType.REJECTED, event.orderId(), event.customerEmail())
                .with("reason", event.reason()));
    }

    @Subscribe
    void on(OrderCancelled event) {
        writeMail.write(Letter.of(MailType.CANCELLED, event.orderId(), event.customerEmail())
                .with("reason", event.reason())
                .with("paid", false));
    }

    @Subscribe
    void on(RefundRequested event) {
        writeMail.write(Letter.of(MailType.CANCELLED, event.orderId(), event.customerEmail())
                .with("reason", event.reason())
                .with("paid", true));
    }

    @Subscribe
    void on(OrderExpired event) {
        writeMail.write(Letter.of(MailType.EXPIRED, event.orderId(), event.customerEmail()));
    }

    @Subscribe
    void on(PaymentPartlyRefunded event) {
        writeMail.write(Letter.of(MailType.REFUNDED, event.orderId(), event.customerEmail())
                .onOccasion(event.refundId())
                .with("amount", Money.format(event.amountMinor(), event.currency()))
                .with("partly", true));
    }

    @Subscribe
    void on(PaymentRefunded event) {
        writeMail.write(Letter.of(MailType.REFUNDED, event.orderId(), event.customerEmail())
                .with("amount", Money.format(event.amountMinor(), event.currency()))
                .with("partly", false));
    }
}
