package dev.orderly.payment;

import com.google.common.eventbus.Subscribe;
import dev.orderly.contract.OrderEvent.OrderCancelled;
import dev.orderly.contract.OrderEvent.OrderExpired;
import dev.orderly.contract.OrderEvent.PaymentRequested;
import dev.orderly.contract.OrderEvent.RefundRequested;

/** The event door of payment. */
class PaymentListener {

    private final RequestPayment requestPayment;
    private final CancelPayment cancelPayment;

    PaymentListener(RequestPayment requestPayment, CancelPayment cancelPayment) {
        this.requestPayment = requestPayment;
        this.cancelPayment = cancelPayment;
    }

    @Subscribe
    void on(PaymentRequested event) {
        requestPayment.request(event.orderId(), event.customerEmail(), event.currency(), event.amountMinor());
    }

    @Subscribe
    void on(OrderCancelled event) {
        cancelPayment.cancel(event.orderId(), event.reason());
    }

    @Subscribe
    void on(OrderExpired event) {
        cancelPayment.cancel(event.orderId(), "The order was not paid in time");
    }

    @Subscribe
    void on(RefundRequested event) {
        cancelPayment.cancelPaid(event.orderId(), event.reason());
    }
}
