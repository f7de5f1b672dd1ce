package dev.orderly.order;

import dev.orderly.contract.OrderEvent.OrderPlaced;
import dev.orderly.messaging.Backpressure;
import dev.orderly.messaging.Ids;
import java.time.Instant;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.annotation.Transactional;

/** Takes a new order, and waits for nobody: its stock and payment follow. */
class PlaceOrder {

    private final Orders orders;
    private final ApplicationEventPublisher events;
    private final Backpressure backpressure;
    private final OrderProperties properties;

    PlaceOrder(Orders orders, ApplicationEventPublisher events, Backpressure backpressure, OrderProperties properties) {
        this.orders = orders;
        this.events = events;
        this.backpressure = backpressure;
        this.properties = properties;
    }

    @Transactional
    OrderView place(OrderRequest request) {
        backpressure.comeAgainIn().ifPresent(time -> {
            throw new OrdersThrottled(time);
        });
        OrderLines lines = OrderLines.of(request.lines());
        String id = Ids.next();
        Instant createdAt = orders.now();
        Order order = new Order(
                id,
                OrderStatus.PLACED,
                request.customerEmail(),
                request.currency(),
                lines.totalMinor(),
                null,
                null,
                createdAt,
                createdAt);
        orders.insert(order, lines.lines());
        events.publishEvent(new OrderPlaced(
                id,
                order.customerEmail(),
                order.currency(),
                order.totalMinor(),
                lines.lines().stream().map(OrderLine::toContract).toList()));
        return OrderView.of(order, lines.lines(), WaitingFor.of(order, properties), null);
    }
}
