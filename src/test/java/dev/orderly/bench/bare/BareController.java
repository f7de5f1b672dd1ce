package dev.orderly.bench.bare;

import dev.orderly.messaging.Ids;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Reads an order, writes it with its lines and its event in one transaction, and answers. */
@RestController
class BareController {

    private static final int COLUMNS_OF_A_LINE = 5;

    private final JdbcTemplate jdbc;
    private final TransactionOperations transaction;
    private final JsonMapper json;

    BareController(JdbcTemplate jdbc, PlatformTransactionManager transactions, JsonMapper json) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.json = json;
    }

    @PostMapping("/api/orders")
    ResponseEntity<Map<String, String>> place(@RequestBody BareOrder order) {
        String id = Ids.next();
        transaction.executeWithoutResult(_ -> insert(id, order));
        return ResponseEntity.created(URI.create("/api/orders/" + id)).body(Map.of("id", id, "status", "PLACED"));
    }

    private void insert(String id, BareOrder order) {
        jdbc.update("""
                INSERT INTO orders (id, status, customer_email, currency, total_minor, created_at)
                VALUES (?, 'PLACED', ?, ?, ?, UTC_TIMESTAMP(6))
                """, id, order.customerEmail(), order.currency(), order.totalMinor());
        insertLines(id, order.lines());
        jdbc.update(
                "INSERT INTO event (order_id, payload, created_at) VALUES (?, ?, UTC_TIMESTAMP(6))",
                id,
                json.writeValueAsString(order));
    }

    private void insertLines(String id, List<BareOrder.Line> lines) {
        List<Object> values = new ArrayList<>(lines.size() * COLUMNS_OF_A_LINE);
        for (BareOrder.Line line : lines) {
            int number = 1 + values.size() / COLUMNS_OF_A_LINE;
            Collections.addAll(values, id, line.sku(), number, line.quantity(), line.unitPriceMinor());
        }
        jdbc.update(
                "INSERT INTO order_line (order_id, sku, line_number, quantity, unit_price_minor) VALUES "
                        + String.join(", ", Collections.nCopies(lines.size(), "(?, ?, ?, ?, ?)")),
                values.toArray());
    }
}
