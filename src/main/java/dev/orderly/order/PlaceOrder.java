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

    /** The order as it will be, which asks the database nothing. The clock shows the database's time. */
    NewOrder prepare(OrderRequest request) {
        OrderLines lines = OrderLines.of(request.lines());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS); // as exactly as a column holds it
        Order order = new Order(
                Ids.next(),
                OrderStatus.PLACED,
                request.customerEmail(),
                request.currency(),
                lines.totalMinor(),
                null,
                null,
                now,
                now);
        return new NewOrder(order, lines.lines());
    }

    OrderView view(NewOrder placed) {
        return OrderView.of(placed.order(), placed.lines(), WaitingFor.of(placed.order(), properties), null);
    }

    @Transactional
    void place(NewOrder placed) {
        backpressure.comeAgainIn().ifPresent(time -> {
            throw new OrdersThrottled(time);
        });
        orders.insert(placed);
        Order order = placed.order();
        events.publishEvent(new OrderPlaced(
                order.id(),
                order.customerEmail(),
                order.currency(),
                order.totalMinor(),
                placed.lines().stream().map(OrderLine::toContract).toList()));
    }
}
