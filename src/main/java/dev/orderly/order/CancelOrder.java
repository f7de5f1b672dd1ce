package dev.orderly.order;

import dev.orderly.contract.OrderEvent.OrderCancelled;
import dev.orderly.contract.OrderEvent.RefundRequested;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.annotation.Transactional;

/**
 * Calls an order off: its caller does as long as it has not shipped, or a declined payment. One that is paid already
 * ends when its money went back.
 */
class CancelOrder {

    private static final String ON_REQUEST = "Cancelled on request";

    private final Orders orders;
    private final ApplicationEventPublisher events;

    CancelOrder(Orders orders, ApplicationEventPublisher events) {
        this.orders = orders;
        this.events = events;
    }

    @Transactional
    void onRequest(String id) {
        Order order = orders.lock(id);
        switch (order.status()) {
            case PLACED, AWAITING_PAYMENT -> {
                orders.move(id, OrderStatus.CANCELLED, ON_REQUEST);
                events.publishEvent(new OrderCancelled(id, order.customerEmail(), ON_REQUEST));
            }
            case PAID -> {
                orders.move(id, OrderStatus.REFUNDING, ON_REQUEST);
                events.publishEvent(new RefundRequested(id, order.customerEmail(), ON_REQUEST));
            }
            case CANCELLED, REFUNDING, REFUNDED -> {}
            case SHIPPED, DELIVERED, REJECTED, EXPIRED -> throw new OrderCannotBeCancelled(id, order.status());
        }
    }

    @Transactional
    void afterDecline(String id, String cause) {
        String reason = "The payment was declined: " + cause;
        if (orders.move(id, OrderStatus.CANCELLED, reason)) {
            events.publishEvent(new OrderCancelled(id, orders.get(id).customerEmail(), reason));
        }
    }
}
