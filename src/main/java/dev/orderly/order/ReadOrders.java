package dev.orderly.order;

import dev.orderly.web.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows orders as they are. Statements of their own do, as a transaction that is READ COMMITTED adds nothing to them. */
class ReadOrders {

    private final Orders orders;
    private final Overstays overstays;
    private final OrderProperties properties;
    private final Map<OrderStatus, Duration> limits;

    ReadOrders(Orders orders, Overstays overstays, OrderProperties properties, OverstayProperties overstayProperties) {
        this.orders = orders;
        this.overstays = overstays;
        this.properties = properties;
        this.limits = overstayProperties.limits(properties);
    }

    OrderView one(String id) {
        Order order = orders.get(id);
        List<OrderLine> lines = orders.linesOf(List.of(id)).getOrDefault(id, List.of());
        return OrderView.of(order, lines, WaitingFor.of(order, properties), history(order));
    }

    List<OrderView> newest(OrderFilter filter, int limit) {
        return views(orders.newest(filter, limit));
    }

    /** Those that stay in a state, or in any, for longer than they should; the longest first. */
    List<OrderView> overstaying(@Nullable OrderStatus status, Cursor after, int limit) {
        return views(limits.entrySet().stream()
                .filter(each -> status == null || status == each.getKey())
                .flatMap(each -> overstays.after(after, each.getKey(), each.getValue(), limit).stream())
                .sorted(Comparator.comparing(Order::statusSince).thenComparing(Order::id))
                .limit(limit)
                .toList());
    }

    private List<OrderView> views(List<Order> page) {
        Map<String, List<OrderLine>> lines =
                orders.linesOf(page.stream().map(Order::id).toList());
        return page.stream()
                .map(order -> OrderView.of(
                        order, lines.getOrDefault(order.id(), List.of()), WaitingFor.of(order, properties), null))
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
