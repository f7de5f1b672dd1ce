package dev.orderly.order;

import dev.orderly.contract.OrderEvent.OrderDelivered;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.annotation.Transactional;

/** Records that a shipped order has arrived. */
class DeliverOrder {

    private final Orders orders;
    private final ApplicationEventPublisher events;

    DeliverOrder(Orders orders, ApplicationEventPublisher events) {
        this.orders = orders;
        this.events = events;
    }

    @Transactional
    void deliver(String id) {
        Order order = orders.lock(id);
        if (order.status() == OrderStatus.DELIVERED) {
            return;
        }
        if (!orders.move(id, OrderStatus.DELIVERED, null)) {
            throw new OrderCannotBeDelivered(id, order.status());
        }
        events.publishEvent(new OrderDelivered(id, order.customerEmail()));
    }
}
