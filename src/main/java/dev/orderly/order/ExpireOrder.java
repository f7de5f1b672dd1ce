package dev.orderly.order;

import dev.orderly.contract.OrderEvent.OrderExpired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.annotation.Transactional;

/** Ends an order that still waits for its payment when the time to pay is over. */
class ExpireOrder {

    private final Orders orders;
    private final ApplicationEventPublisher events;

    ExpireOrder(Orders orders, ApplicationEventPublisher events) {
        this.orders = orders;
        this.events = events;
    }

    @Transactional
    void ifUnpaid(String id) {
        if (orders.move(id, OrderStatus.EXPIRED, "Not paid in time")) {
            events.publishEvent(new OrderExpired(id, orders.get(id).customerEmail()));
        }
    }
}
