package dev.orderly.order;

import dev.orderly.contract.OrderEvent.OrderRejected;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.annotation.Transactional;

/** Turns down an order that cannot be served, and names the SKUs. */
class RejectOrder {

    private final Orders orders;
    private final ApplicationEventPublisher events;

    RejectOrder(Orders orders, ApplicationEventPublisher events) {
        this.orders = orders;
        this.events = events;
    }

    @Transactional
    void forLackOfStock(String id, List<String> unknownSkus, List<String> shortSkus) {
        String reason = Stream.of(named("Unknown SKU: ", unknownSkus), named("Not enough stock: ", shortSkus))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(". "));
        if (orders.move(id, OrderStatus.REJECTED, reason)) {
            events.publishEvent(new OrderRejected(id, orders.get(id).customerEmail(), reason));
        }
    }

    private static String named(String what, List<String> skus) {
        return skus.isEmpty() ? "" : what + String.join(", ", skus);
    }
}
