package dev.orderly.order;

import dev.orderly.messaging.DatabaseTime;
import dev.orderly.web.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of orders that stay in a state for too long, the longest first. */
class Overstays {

    /** Before every order. */
    static final Cursor START = new Cursor(Instant.EPOCH, "-");

    /** How far the count goes: what matters is whether there are any, and whether they grow. */
    static final int MOST_COUNTED = 10_000;

    static final String NEXT = Orders.SELECT + """
            FORCE INDEX (orders_by_status_since)
            WHERE status = :status
              AND status_since < UTC_TIMESTAMP(6) - INTERVAL :limit MICROSECOND
              AND status_since >= :at AND (status_since > :at OR id > :id)
            ORDER BY status_since, id
            LIMIT :rows
            """;

    static final String COUNT = """
            SELECT COUNT(*)
            FROM (SELECT id FROM orders FORCE INDEX (orders_by_status_since)
                  WHERE status = :status AND status_since < UTC_TIMESTAMP(6) - INTERVAL :limit MICROSECOND
                  LIMIT :rows) AS late
            """;

    private final JdbcClient jdbc;

    Overstays(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Order> after(Cursor last, OrderStatus status, Duration limit, int rows) {
        Map<String, Object> params = params(status, limit, rows);
        params.put("at", DatabaseTime.toColumn(last.at()));
        params.put("id", last.id());
        return jdbc.sql(NEXT).params(params).query(Orders::order).list();
    }

    /** At most {@link #MOST_COUNTED}. */
    int count(OrderStatus status, Duration limit) {
        return jdbc.sql(COUNT)
                .params(params(status, limit, MOST_COUNTED))
                .query(Integer.class)
                .single();
    }

    /** Up to which order those of this state have been reported; locked until the transaction ends. */
    Cursor lockReported(OrderStatus status) {
        return jdbc.sql("""
                        SELECT status_since, order_id
                        FROM order_overstay_reported
                        WHERE status = :status
                        FOR UPDATE
                        """)
                .param("status", status.name())
                .query((row, number) -> new Cursor(DatabaseTime.read(row, "status_since"), row.getString("order_id")))
                .single();
    }

    void reported(OrderStatus status, Order last) {
        int rows = jdbc.sql("""
                        UPDATE order_overstay_reported
                        SET status_since = :at, order_id = :id
                        WHERE status = :status
                        """)
                .param("at", DatabaseTime.toColumn(last.statusSince()))
                .param("id", last.id())
                .param("status", status.name())
                .update();
        if (rows != 1) {
            throw new IllegalStateException("The table order_overstay_reported has lost its row " + status);
        }
    }

    static Map<String, Object> params(OrderStatus status, Duration limit, int rows) {
        Map<String, Object> params = new HashMap<>();
        params.put("status", status.name());
        params.put("limit", limit.toNanos() / 1_000);
        params.put("rows", rows);
        return params;
    }
}
