package dev.orderly.order;

import dev.orderly.contract.OrderEvent.OrderCancelled;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.annotation.Transactional;

/** Calls an order off before it is paid: its caller does, or a declined payment. */
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
        if (order.status() == OrderStatus.CANCELLED) {
            return;
        }
        if (!orders.move(id, OrderStatus.CANCELLED, ON_REQUEST)) {
            throw new OrderCannotBeCancelled(id, order.status());
        }
        events.publishEvent(new OrderCancelled(id, order.customerEmail(), ON_REQUEST));
    }

    @Transactional
    void afterDecline(String id, String cause) {
        String reason = "The payment was declined: " + cause;
        if (orders.move(id, OrderStatus.CANCELLED, reason)) {
            events.publishEvent(new OrderCancelled(id, orders.get(id).customerEmail(), reason));
        }
    }
}
