package dev.orderly.chaos;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import dev.orderly.chaos.Tables.Row;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All that the database holds of one order, whichever module wrote it. */
final class Dossier {

    /** By what the rows are; each query names the order as of_order, or the parent that a row should have and has not. */
    private static final Map<String, String> QUERIES = Map.ofEntries(
            Map.entry("order", "SELECT id AS of_order, status, customer_email, total_minor FROM orders"),
            Map.entry("change", "SELECT order_id AS of_order, status FROM order_status_change"),
            Map.entry("line", "SELECT order_id AS of_order, sku, quantity FROM order_line"),
            Map.entry("event", "SELECT event_key AS of_order, event_type FROM outbox"),
            Map.entry("delayed", "SELECT event_key AS of_order, event_type FROM delayed_event"),
            Map.entry("reservation", "SELECT order_id AS of_order, state FROM reservation"),
            Map.entry("reserved line", "SELECT order_id AS of_order, sku, quantity FROM reservation_line"),
            Map.entry("movement", """
                    SELECT order_id AS of_order, sku, kind, on_hand_change, reserved_change
                    FROM stock_movement WHERE order_id IS NOT NULL"""),
            Map.entry("payment", "SELECT order_id AS of_order, id, status, amount_minor FROM payment"),
            Map.entry("transaction", """
                    SELECT COALESCE(p.order_id, t.payment_id) AS of_order, t.type, t.amount_minor
                    FROM payment_transaction t LEFT JOIN payment p ON p.id = t.payment_id"""),
            Map.entry("session", "SELECT order_id AS of_order, reference, status, amount_minor FROM sandbox_session"),
            Map.entry("refund", """
                    SELECT COALESCE(s.order_id, r.session_id) AS of_order, r.amount_minor
                    FROM sandbox_refund r LEFT JOIN sandbox_session s ON s.id = r.session_id"""),
            Map.entry("own refund", """
                    SELECT COALESCE(p.order_id, r.payment_id) AS of_order, r.status, r.amount_minor
                    FROM payment_refund r LEFT JOIN payment p ON p.id = r.payment_id"""),
            Map.entry("task of no payment", """
                    SELECT t.payment_id AS of_order, t.kind
                    FROM payment p RIGHT JOIN payment_task t ON t.payment_id = p.id WHERE p.id IS NULL"""),
            Map.entry("body of no mail", """
                    SELECT b.mail_id AS of_order
                    FROM mail m RIGHT JOIN mail_body b ON b.mail_id = m.id WHERE m.id IS NULL"""),
            Map.entry("mail", "SELECT order_id AS of_order, id, type, status, attempts, created_at FROM mail"));

    private final String id;
    private final ListMultimap<String, Row> rows = ArrayListMultimap.create();

    private Dossier(String id) {
        this.id = id;
    }

    /** One for every order that any table mentions, by its id. */
    static Map<String, Dossier> readAll(Tables tables) throws SQLException {
        Map<String, Dossier> dossiers = new TreeMap<>();
        for (Map.Entry<String, String> query : QUERIES.entrySet()) {
            for (Row row : tables.rows(query.getValue())) {
                dossiers.computeIfAbsent(row.get("of_order"), Dossier::new).rows.put(query.getKey(), row);
            }
        }
        return dossiers;
    }

    String id() {
        return id;
    }

    List<Row> all(String kind) {
        return rows.get(kind);
    }

    boolean has(String kind) {
        return rows.containsKey(kind);
    }

    /** The order's state; "" where there is no order. */
    String status() {
        return has("order") ? all("order").getFirst().get("status") : "";
    }

    long totalMinor() {
        return all("order").getFirst().number("total_minor");
    }

    /** The states that the order came into after it was placed. */
    Set<String> changes() {
        return all("change").stream().map(row -> row.get("status")).collect(Collectors.toSet());
    }

    long sum(String kind, String column) {
        return all(kind).stream().mapToLong(row -> row.number(column)).sum();
    }

    long sumWhere(String kind, String column, String value, String summed) {
        return all(kind).stream()
                .filter(row -> row.get(column).equals(value))
                .mapToLong(row -> row.number(summed))
                .sum();
    }

    /** Short enough to be read: of each row its values, without the order's id. */
    @Override
    public String toString() {
        return rows.keySet().stream()
                .sorted()
                .map(kind ->
                        kind + all(kind).stream().map(this::text).sorted().collect(Collectors.joining("; ", " [", "]")))
                .collect(Collectors.joining(", "));
    }

    private String text(Row row) {
        return row.values().entrySet().stream()
                .filter(value -> !value.getKey().equals("of_order"))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(" "));
    }
}
