package dev.orderly.order;

import dev.orderly.contract.OrderEvent.OrderShipped;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.annotation.Transactional;

/** Records that a paid order has left the house. */
class ShipOrder {

    private final Orders orders;
    private final ApplicationEventPublisher events;

    ShipOrder(Orders orders, ApplicationEventPublisher events) {
        this.orders = orders;
        this.events = events;
    }

    @Transactional
    void ship(String id, String carrier, String tracking) {
        Order order = orders.lock(id);
        if (order.status() == OrderStatus.SHIPPED) {
            requireTheSame(order, carrier, tracking);
            return;
        }
        if (!orders.ship(id, carrier, tracking)) {
            throw new OrderCannotBeShipped(id, order.status());
        }
        events.publishEvent(new OrderShipped(id, order.customerEmail(), carrier, tracking));
    }

    private static void requireTheSame(Order order, String carrier, String tracking) {
        if (!carrier.equals(order.carrier()) || !tracking.equals(order.tracking())) {
            throw new OrderShippedOtherwise(order);
        }
    }
}
