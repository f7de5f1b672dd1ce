package dev.orderly.order;

import dev.orderly.contract.OrderEvent.PaymentRequested;
import dev.orderly.messaging.Delayed;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.annotation.Transactional;

/** Asks for the payment of an order whose stock is reserved, and sees to it that it does not wait for ever. */
class RequestPayment {

    private final Orders orders;
    private final ApplicationEventPublisher events;
    private final OrderProperties properties;

    RequestPayment(Orders orders, ApplicationEventPublisher events, OrderProperties properties) {
        this.orders = orders;
        this.events = events;
        this.properties = properties;
    }

    @Transactional
    void afterReservation(String id) {
        if (!orders.move(id, OrderStatus.AWAITING_PAYMENT, null)) {
            return;
        }
        Order order = orders.get(id);
        events.publishEvent(new PaymentRequested(id, order.customerEmail(), order.currency(), order.totalMinor()));
        events.publishEvent(new Delayed(new PaymentOverdue(id), properties.paymentTimeout()));
    }
}
