package dev.orderly.order;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Shows orders as they are. Statements of their own do, as a transaction that is READ COMMITTED adds nothing to them. */
class ReadOrders {

    private final Orders orders;

    ReadOrders(Orders orders) {
        this.orders = orders;
    }

    OrderView one(String id) {
        Order order = orders.get(id);
        List<OrderLine> lines = orders.linesOf(List.of(id)).getOrDefault(id, List.of());
        return OrderView.of(order, lines, history(order));
    }

    List<OrderView> newest(OrderFilter filter, int limit) {
        List<Order> page = orders.newest(filter, limit);
        Map<String, List<OrderLine>> lines =
                orders.linesOf(page.stream().map(Order::id).toList());
        return page.stream()
                .map(order -> OrderView.of(order, lines.getOrDefault(order.id(), List.of())))
                .toList();
    }

    /** Up to the state in which the order was found: it may have moved on before its history was read. */
    private List<StatusChange> history(Order order) {
        List<StatusChange> history = new ArrayList<>();
        history.add(new StatusChange(OrderStatus.PLACED, order.createdAt(), null));
        orders.changesOf(order.id()).stream()
                .sorted(Comparator.comparing(StatusChange::status))
                .filter(change -> change.status().compareTo(order.status()) <= 0)
                .forEach(history::add);
        return history;
    }
}
