package dev.orderly.order;

import com.google.common.eventbus.Subscribe;
import dev.orderly.contract.InventoryEvent.StockRejected;
import dev.orderly.contract.InventoryEvent.StockReserved;
import dev.orderly.contract.PaymentEvent.PaymentCaptured;
import dev.orderly.contract.PaymentEvent.PaymentDeclined;
import dev.orderly.contract.PaymentEvent.PaymentRefunded;

/** The order module's event door. What comes too late for an order's state changes nothing. */
class OrderListener {

    private final RequestPayment requestPayment;
    private final RejectOrder rejectOrder;
    private final ConfirmPayment confirmPayment;
    private final CancelOrder cancelOrder;
    private final ExpireOrder expireOrder;
    private final RefundOrder refundOrder;

    OrderListener(
            RequestPayment requestPayment,
            RejectOrder rejectOrder,
            ConfirmPayment confirmPayment,
            CancelOrder cancelOrder,
            ExpireOrder expireOrder,
            RefundOrder refundOrder) {
        this.requestPayment = requestPayment;
        this.rejectOrder = rejectOrder;
        this.confirmPayment = confirmPayment;
        this.cancelOrder = cancelOrder;
        this.expireOrder = expireOrder;
        this.refundOrder = refundOrder;
    }

    @Subscribe
    void on(StockReserved event) {
        requestPayment.afterReservation(event.orderId());
    }

    @Subscribe
    void on(StockRejected event) {
        rejectOrder.forLackOfStock(event.orderId(), event.unknownSkus(), event.shortSkus());
    }

    @Subscribe
    void on(PaymentCaptured event) {
        confirmPayment.afterCapture(event.orderId());
    }

    @Subscribe
    void on(PaymentDeclined event) {
        cancelOrder.afterDecline(event.orderId(), event.reason());
    }

    @Subscribe
    void on(PaymentRefunded event) {
        refundOrder.afterRefund(event.orderId());
    }

    @Subscribe
    void on(PaymentOverdue event) {
        expireOrder.ifUnpaid(event.orderId());
    }
}
