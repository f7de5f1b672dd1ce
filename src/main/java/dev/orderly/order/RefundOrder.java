package dev.orderly.order;

import dev.orderly.contract.OrderEvent.OrderRefunded;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.annotation.Transactional;

/**
 * Ends an order whose money went back whole, whoever asked for that. One that had ended unpaid stays as it is: its money
 * came too late, and went back by itself.
 */
class RefundOrder {

    private final Orders orders;
    private final ApplicationEventPublisher events;

    RefundOrder(Orders orders, ApplicationEventPublisher events) {
        this.orders = orders;
        this.events = events;
    }

    @Transactional
    void afterRefund(String id) {
        if (orders.move(id, OrderStatus.REFUNDED, null)) {
            Order order = orders.get(id);
            events.publishEvent(new OrderRefunded(id, order.customerEmail(), order.currency(), order.totalMinor()));
        }
    }
}
