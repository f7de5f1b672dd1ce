package dev.orderly.order;

import dev.orderly.contract.OrderEvent.OrderPaid;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.annotation.Transactional;

/** Marks an order as paid. Money that comes for one that is cancelled or expired is given back by the payment module. */
class ConfirmPayment {

    private final Orders orders;
    private final ApplicationEventPublisher events;

    ConfirmPayment(Orders orders, ApplicationEventPublisher events) {
        this.orders = orders;
        this.events = events;
    }

    @Transactional
    void afterCapture(String id) {
        if (orders.move(id, OrderStatus.PAID, null)) {
            Order order = orders.get(id);
            events.publishEvent(new OrderPaid(id, order.customerEmail(), order.currency(), order.totalMinor()));
        }
    }
}
