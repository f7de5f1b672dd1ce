package dev.orderly.order;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.orderly.messaging.DatabaseTime;
import dev.orderly.messaging.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of the order module. */
class Orders {

    static final String SELECT = """
            SELECT id, status, customer_email, currency, total_minor, carrier, tracking, created_at, status_since
            FROM orders
            """;

    private final JdbcClient jdbc;

    Orders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(NewOrder placed) {
        Order order = placed.order();
        jdbc.sql("""
                INSERT INTO orders (id, status, customer_email, currency, total_minor, created_at, status_since)
                VALUES (:id, :status, :customerEmail, :currency, :totalMinor, :createdAt, :createdAt)
                """)
                .param("id", order.id())
                .param("status", order.status().name())
                .param("customerEmail", order.customerEmail())
                .param("currency", order.currency())
                .param("totalMinor", order.totalMinor())
                .param("createdAt", DatabaseTime.toColumn(order.createdAt()))
                .update();
        insertLines(order.id(), placed.lines());
    }

    private void insertLines(String orderId, List<OrderLine> lines) {
        List<Object[]> rows = new ArrayList<>();
        for (OrderLine line : lines) {
            rows.add(new Object[] {orderId, line.sku(), rows.size() + 1, line.quantity(), line.unitPriceMinor()});
        }
        jdbc.sql("INSERT INTO order_line (order_id, sku, line_number, quantity, unit_price_minor) VALUES :rows")
                .param("rows", rows)
                .update();
    }

    /** The order, locked until the transaction ends. */
    Order lock(String id) {
        return one(id, SELECT + "WHERE id = :id FOR UPDATE");
    }

    Order get(String id) {
        return one(id, SELECT + "WHERE id = :id");
    }

    private Order one(String id, String sql) {
        return Optional.of(id)
                .filter(Ids::isPossible)
                .flatMap(known ->
                        jdbc.sql(sql).param("id", known).query(Orders::order).optional())
                .orElseThrow(() -> new OrderNotFound(id));
    }

    /** Brings the order into a state if it is in one from which it may come there; tells whether it was. */
    boolean move(String id, OrderStatus to, @Nullable String reason) {
        int moved = jdbc.sql("UPDATE orders SET status = :to WHERE id = :id AND status IN (:from)")
                .param("to", to.name())
                .param("id", id)
                .param("from", names(to.from()))
                .update();
        return moved == 1 && record(id, to, reason);
    }

    /** Like {@link #move}, with the carrier that took the order. */
    boolean ship(String id, String carrier, String tracking) {
        int shipped = jdbc.sql("""
                UPDATE orders SET status = :to, carrier = :carrier, tracking = :tracking
                WHERE id = :id AND status IN (:from)
                """)
                .param("to", OrderStatus.SHIPPED.name())
                .param("carrier", carrier)
                .param("tracking", tracking)
                .param("id", id)
                .param("from", names(OrderStatus.SHIPPED.from()))
                .update();
        return shipped == 1 && record(id, OrderStatus.SHIPPED, null);
    }

    private boolean record(String id, OrderStatus status, @Nullable String reason) {
        return jdbc.sql("""
                INSERT INTO order_status_change (order_id, status, reason, changed_at)
                VALUES (:id, :status, :reason, UTC_TIMESTAMP(6))
                """)
                        .param("id", id)
                        .param("status", status.name())
                        .param("reason", reason)
                        .update()
                == 1;
    }

    List<Order> newest(OrderFilter filter, int limit) {
        return jdbc.sql(newestSql(filter))
                .params(newestParams(filter, limit))
                .query(Orders::order)
                .list();
    }

    static String newestSql(OrderFilter filter) {
        return "%sFORCE INDEX (%s) WHERE TRUE%s%s%s ORDER BY created_at DESC, id DESC LIMIT :limit"
                .formatted(
                        SELECT,
                        newestIndex(filter),
                        filter.status() == null ? "" : " AND status = :status",
                        filter.customerEmail() == null ? "" : " AND customer_email = :customerEmail",
                        filter.after() == null ? "" : " AND created_at <= :at AND (created_at < :at OR id < :id)");
    }

    /** Each has the orders in the order of the list, so that a page is read from where it begins. */
    private static String newestIndex(OrderFilter filter) {
        if (filter.customerEmail() != null) {
            return "orders_by_customer";
        }
        return filter.status() == null ? "orders_newest" : "orders_by_status";
    }

    static Map<String, @Nullable Object> newestParams(OrderFilter filter, int limit) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("status", filter.status() == null ? null : filter.status().name());
        values.put("customerEmail", filter.customerEmail());
        values.put(
                "at",
                filter.after() == null
                        ? null
                        : DatabaseTime.toColumn(filter.after().at()));
        values.put("id", filter.after() == null ? null : filter.after().id());
        values.put("limit", limit);
        return values;
    }

    Map<String, List<OrderLine>> linesOf(List<String> orderIds) {
        if (orderIds.isEmpty()) {
            return Map.of();
        }
        return jdbc
                .sql("""
                SELECT order_id, sku, quantity, unit_price_minor
                FROM order_line
                WHERE order_id IN (:orderIds)
                ORDER BY order_id, line_number
                """)
                .param("orderIds", orderIds)
                .query((row, number) -> Map.entry(row.getString("order_id"), line(row)))
                .list()
                .stream()
                .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList())));
    }

    List<StatusChange> changesOf(String orderId) {
        return jdbc.sql("""
                SELECT status, reason, changed_at
                FROM order_status_change
                WHERE order_id = :orderId
                """).param("orderId", orderId).query(Orders::change).list();
    }

    private static List<String> names(List<OrderStatus> statuses) {
        return statuses.stream().map(Enum::name).toList();
    }

    static Order order(ResultSet row, int number) throws SQLException {
        return new Order(
                row.getString("id"),
                OrderStatus.valueOf(row.getString("status")),
                row.getString("customer_email"),
                row.getString("currency"),
                row.getLong("total_minor"),
                row.getString("carrier"),
                row.getString("tracking"),
                DatabaseTime.read(row, "created_at"),
                DatabaseTime.read(row, "status_since"));
    }

    private static OrderLine line(ResultSet row) throws SQLException {
        return new OrderLine(row.getString("sku"), row.getInt("quantity"), row.getLong("unit_price_minor"));
    }

    private static StatusChange change(ResultSet row, int number) throws SQLException {
        return new StatusChange(
                OrderStatus.valueOf(row.getString("status")),
                DatabaseTime.read(row, "changed_at"),
                row.getString("reason"));
    }
}
