package dev.orderly.chaos;

import dev.orderly.chaos.Finding.Kind;
import dev.orderly.chaos.Tables.Row;
import java.sql.SQLException;
import java.util.List;

/** The stock is the sum of its movements, what is reserved the sum of the open reservations, and what is gone was shipped. */
final class StockRules {

    private final Tables tables;
    private final List<Finding> findings;

    StockRules(Tables tables, List<Finding> findings) {
        this.tables = tables;
        this.findings = findings;
    }

    void check() throws SQLException {
        find("the stock is not the sum of its movements", """
                SELECT s.sku, s.on_hand, s.reserved, SUM(m.on_hand_change) AS moved, SUM(m.reserved_change) AS moved_reserved
                FROM stock s LEFT JOIN stock_movement m ON m.sku = s.sku
                GROUP BY s.sku, s.on_hand, s.reserved
                HAVING s.on_hand <> SUM(m.on_hand_change) OR s.reserved <> SUM(m.reserved_change)""");
        find("what is reserved is not the sum of the open reservations", """
                SELECT s.sku, s.reserved, COALESCE(open.quantity, 0) AS open_quantity
                FROM stock s
                LEFT JOIN (SELECT l.sku, SUM(l.quantity) AS quantity
                           FROM reservation r JOIN reservation_line l ON l.order_id = r.order_id
                           WHERE r.state = 'OPEN' GROUP BY l.sku) AS open ON open.sku = s.sku
                WHERE s.reserved <> COALESCE(open.quantity, 0)""");
        find("what is gone is not what the shipped orders ordered", """
                SELECT s.sku, s.on_hand, COALESCE(gone.quantity, 0) AS gone
                FROM stock s
                LEFT JOIN (SELECT l.sku, SUM(l.quantity) AS quantity
                           FROM orders o JOIN order_line l ON l.order_id = o.id
                           WHERE o.status IN ('SHIPPED', 'DELIVERED') GROUP BY l.sku) AS gone ON gone.sku = s.sku
                WHERE s.on_hand <> %d - COALESCE(gone.quantity, 0)""".formatted(Site.PLENTY));
        find("the application's own reconciliation complains", """
                SELECT sku, quantity, recorded, proven FROM stock_discrepancy""");
    }

    private void find(String sentence, String sql) throws SQLException {
        for (Row row : tables.rows(sql)) {
            findings.add(new Finding(Kind.WRONG, row.get("sku"), sentence, row.toString()));
        }
    }
}
