package dev.orderly.order;

import dev.orderly.contract.OrderEvent.OrderPlaced;
import dev.orderly.messaging.Backpressure;
import dev.orderly.messaging.Ids;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.annotation.Transactional;

/** Takes a new order, and waits for nobody: its stock and payment follow. */
class PlaceOrder {

    private final Orders orders;
    private final ApplicationEventPublisher events;
    private final Backpressure backpressure;
    private final OrderProperties properties;
    private final Clock clock;

    PlaceOrder(
            Orders orders,
            ApplicationEventPublisher events,
            Backpressure backpressure,
            OrderProperties properties,
            Clock clock) {
        this.orders = orders;
        this.events = events;
        this.backpressure = backpressure;
        this.properties = properties;
        this.clock = clock;
    }

    @Transactional
    OrderView place(OrderRequest request) {
        backpressure.comeAgainIn().ifPresent(time -> {
            throw new OrdersThrottled(time);
        });
        OrderLines lines = OrderLines.of(request.lines());
        String id = Ids.next();
        Instant createdAt = now();
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

    /** The clock shows the database's time: the answer tells it without a question, and as exactly as a column holds it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
