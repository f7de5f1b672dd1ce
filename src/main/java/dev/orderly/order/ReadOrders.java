package dev.orderly.order;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.transaction.annotation.Transactional;

/** Shows orders as they are. */
class ReadOrders {

    private final Orders orders;

    ReadOrders(Orders orders) {
        this.orders = orders;
    }

    @Transactional(readOnly = true)
    OrderView one(String id) {
        Order order = orders.get(id);
        List<OrderLine> lines = orders.linesOf(List.of(id)).getOrDefault(id, List.of());
        return OrderView.of(order, lines, history(order));
    }

    @Transactional(readOnly = true)
    List<OrderView> newest(OrderFilter filter, int limit) {
        List<Order> page = orders.newest(filter, limit);
        Map<String, List<OrderLine>> lines =
                orders.linesOf(page.stream().map(Order::id).toList());
        return page.stream()
                .map(order -> OrderView.of(order, lines.getOrDefault(order.id(), List.of())))
                .toList();
    }

    private List<StatusChange> history(Order order) {
        StatusChange placed = new StatusChange(OrderStatus.PLACED, order.createdAt(), null);
        return Stream.concat(Stream.of(placed), orders.changesOf(order.id()).stream())
                .toList();
    }
}
